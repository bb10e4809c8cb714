"use strict";
// The browser of disagreements. Texts come from models: they are only ever set as text, never as markup.
(function () {
  const CHUNK = 60;
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const list = at("rows"), more = at("more"), search = at("search"), kinds = at("kind"), sets = at("set");
  const DECIDED = ["correct", "incorrect"];
  let current = data.sets[0], matches = [], drawn = 0, place = 0, opened = null;

  function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Characters that hide or turn text, and halves of pairs, are shown by their number.
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  function number(char) { return "U+" + char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"); }
  function visible(text) { return text.replace(HIDDEN, (char) => "⟨" + number(char) + "⟩"); }
  function addText(parent, text) {
    let start = 0;
    for (const found of text.matchAll(HIDDEN)) {
      parent.append(text.slice(start, found.index), make("span", "hidden-char", number(found[0])));
      start = found.index + 1;
    }
    parent.append(text.slice(start));
  }

  function parts(text) { return text.parts.map((part) => typeof part === "number" ? data.texts[part] : part); }
  function haystack(row) {
    if (row.haystack === undefined) {
      const texts = [row.id, ...parts(row.prompt), ...parts(row.reference), ...parts(row.completion)];
      for (const said of row.said) texts.push(said[0], said[1], ...(said[2] ? parts(said[2]) : []));
      row.haystack = texts.join("\n").toLowerCase();
    }
    return row.haystack;
  }

  function wanted(row) { return row.label === 0 ? "incorrect" : "correct"; }
  function stand(row, said) { return !DECIDED.includes(said[0]) ? "undecided" : said[0] === wanted(row) ? "agrees" : "errs"; }
  const SIGNS = { agrees: "✓", errs: "✗", undecided: "○" };

  // What can be shown: every kind of disagreement that the set has, with its number of rows.
  function choices() {
    const made = [["", "all disagreements", () => true], ["", "verifiers differ", (row) => new Set(row.said.map((said) => said[0])).size > 1]];
    current.verifiers.forEach(function (name, place) {
      const is = (stood, label) => (row) => stand(row, row.said[place]) === stood && (label === null || row.label === label);
      if (current.points) {
        made.push([name, "pays a wrong answer", is("errs", 0)], [name, "refuses a right answer", is("errs", 1)]);
      } else made.push([name, "is wrong", is("errs", null)]);
      made.push([name, "is undecided", is("undecided", null)]);
      if (current.verifiers.length > 1) {
        made.push([name, "is wrong alone", (row) => row.said.every((said, at) => (stand(row, said) === "errs") === (at === place))]);
      }
    });
    return made.map((each) => [...each, current.rows.filter(each[2]).length]).filter((each) => each[3] > 0);
  }

  let shown = [];
  function fillKinds() {
    shown = choices();
    kinds.replaceChildren();
    let group = null;
    shown.forEach(function (each, value) {
      const option = make("option", "", (each[0] ? each[0] + " " : "") + each[1] + " (" + each[3].toLocaleString("en") + ")");
      option.value = String(value);
      if (!each[0]) { kinds.append(option); return; }
      if (!group || group.label !== each[0]) { group = make("optgroup"); group.label = each[0]; kinds.append(group); }
      group.append(option);
    });
  }

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = shown.length ? shown[Number(kinds.value) || 0][2] : () => true;
    matches = current.rows.filter((row) => fits(row) && words.every((word) => haystack(row).includes(word)));
    list.replaceChildren();
    drawn = 0; place = 0; opened = null;
    draw();
    const held = current.rows.length < current.total ? ", a sample of " + current.total.toLocaleString("en") : "";
    at("status").textContent = matches.length.toLocaleString("en") + " of " + current.rows.length.toLocaleString("en") + " rows" + held;
  }

  function draw() {
    for (const row of matches.slice(drawn, drawn + CHUNK)) list.append(item(row, drawn++));
    more.hidden = drawn >= matches.length;
    if (!matches.length) list.append(make("li", "empty", "No row fits. Show another kind, or search for less."));
  }

  function ending(text) {
    const line = Array.from(visible(text.trim().replace(/\s+/g, " ")));
    return line.length > 66 ? "…" + line.slice(-64).join("") : line.join("") || "(empty)";
  }

  function item(row, position) {
    const line = make("li"), button = make("button", "row");
    button.type = "button";
    button.id = "row-" + position;
    button.tabIndex = position === place ? 0 : -1;
    button.setAttribute("aria-expanded", "false");
    const label = row.label === null ? "" : row.label ? "right" : "wrong";
    const completion = parts(row.completion);
    const snippet = make("span", "snippet", ending(completion[completion.length - 1]));
    snippet.dir = "auto";
    button.append(make("span", "label", label), make("span", "id", visible(row.id)), snippet);
    const marks = make("span", "marks");
    row.said.forEach(function (said, place) {
      const mark = make("span", "mark t-" + stand(row, said));
      mark.append(make("span", "who", current.verifiers[place] + " "), SIGNS[stand(row, said)] + " " + said[0]);
      marks.append(mark);
    });
    button.append(marks);
    button.addEventListener("click", function () { move(position); toggle(position); });
    button.addEventListener("focus", function () { mark(position); });
    line.append(button);
    return line;
  }

  function mark(position) {
    const before = at("row-" + place), now = at("row-" + position);
    if (before) before.tabIndex = -1;
    place = position;
    if (now) now.tabIndex = 0;
  }

  function move(position) {
    if (!matches.length) return;
    position = Math.min(Math.max(position, 0), matches.length - 1);
    while (position >= drawn) draw();
    mark(position);
    at("row-" + position).focus();
  }

  function close() {
    if (opened === null) return;
    const button = at("row-" + opened);
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    button.nextSibling.remove();
    opened = null;
  }

  function toggle(position) {
    const again = opened === position;
    close();
    if (again) return;
    const button = at("row-" + position), panel = detail(matches[position]);
    panel.id = "detail";
    button.after(panel);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", "detail");
    opened = position;
    button.scrollIntoView({ block: "nearest" });
  }

  function detail(row) {
    const panel = make("div", "detail");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", "Row " + visible(row.id));
    panel.append(verdicts(row));
    for (const name of ["prompt", "reference", "completion"]) panel.append(text(name, row[name]));
    return panel;
  }

  function verdicts(row) {
    const box = make("div", "scroll"), table = make("table", "said"), head = make("tr"), body = make("tbody");
    for (const name of ["verifier", "verdict", "reason", "read as the answer", "ms"]) {
      const cell = make("th", name === "ms" ? "n" : "", name);
      cell.scope = "col";
      head.append(cell);
    }
    if (row.label !== null) {
      const line = make("tr"), name = make("th", "", "label");
      name.scope = "row";
      line.append(name, make("td", "", row.label ? "right" : "wrong"), make("td"), make("td"), make("td"));
      body.append(line);
    }
    row.said.forEach(function (said, place) {
      const line = make("tr"), name = make("th", "", current.verifiers[place]), answer = make("td", "answer");
      name.scope = "row";
      if (said[2]) addText(answer, parts(said[2]).join(" … "));
      const word = SIGNS[stand(row, said)] + " " + said[0] + (said[4] === null ? "" : " " + said[4].toPrecision(3));
      line.append(name, make("td", "t-" + stand(row, said), word), make("td", "", visible(said[1])), answer,
        make("td", "n", said[3] === null ? "" : (1000 * said[3]).toPrecision(3)));
      body.append(line);
    });
    const top = make("thead");
    top.append(head);
    table.append(top, body);
    box.append(table);
    return box;
  }

  function text(name, value) {
    const section = make("section", "text"), pieces = parts(value), held = pieces.reduce((sum, part) => sum + Array.from(part).length, 0);
    const title = make("h4", "", name);
    const length = value.length.toLocaleString("en") + " characters";
    title.append(make("small", "", value.length ? (pieces.length > 1 ? length + ", clipped to " + held.toLocaleString("en") : length) : "none"));
    section.append(title);
    if (!value.length) return section;
    const box = make("pre");
    box.dir = "auto";
    pieces.forEach(function (part, place) {
      if (place) box.append(make("span", "gap", " … " + (value.length - held).toLocaleString("en") + " characters left out … "));
      addText(box, part);
    });
    section.append(box);
    return section;
  }

  function choose(name) {
    current = data.sets.find((each) => each.name === name) || data.sets[0];
    sets.value = current.name;
    document.getElementById("browser").style.setProperty("--verifiers", String(current.verifiers.length));
    at("head").replaceChildren(make("span", "", "label"), make("span", "", "row"), make("span", "", "the completion's end"),
      ...current.verifiers.map((each) => make("span", "who", each)));
    fillKinds();
    apply();
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === search, selecting = event.target.tagName === "SELECT";
    const inside = list.contains(event.target), key = event.key;
    if (key === "Escape") {
      if (typing && search.value) { search.value = ""; apply(); } else if (typing) search.blur(); else if (opened !== null) { const was = opened; close(); move(was); }
      return;
    }
    if (typing) {
      if (key === "Enter" || key === "ArrowDown") { event.preventDefault(); move(0); }
      return;
    }
    if (selecting) return;
    if (key === "/") { event.preventDefault(); search.focus(); search.select(); return; }
    const letters = key === "j" ? 1 : key === "k" ? -1 : 0;
    const arrows = inside && !event.target.closest(".detail") ? (key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0) : 0;
    const ends = inside && key === "Home" ? 0 : inside && key === "End" ? drawn - 1 : null;
    if (letters || arrows || ends !== null) {
      event.preventDefault();
      const open = opened !== null, first = !inside && !open;
      move(ends !== null ? ends : first ? place : place + (letters || arrows));
      if (open && opened !== place) toggle(place);
    }
  }

  for (const each of data.sets) {
    const option = make("option", "", each.name);
    option.value = each.name;
    sets.append(option);
  }
  sets.closest("label").hidden = data.sets.length < 2;
  sets.addEventListener("change", () => choose(sets.value));
  kinds.addEventListener("change", apply);
  search.addEventListener("input", apply);
  more.addEventListener("click", draw);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", keys);
  for (const link of document.querySelectorAll("a[data-set]")) link.addEventListener("click", () => choose(link.dataset.set));
  choose(data.sets[0].name);
})();
