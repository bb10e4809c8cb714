"""Words of English and of other languages that constraints know."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Personal, possessive, reflexive, demonstrative, interrogative and indefinite ones.
PRONOUNS: Final = _words(
    "i me we us you he him she her it they them my mine our ours your yours his hers its their theirs myself "
    "ourselves yourself yourselves himself herself itself themselves this that these those who whom whose which "
    "what whoever whomever whatever whichever anybody anyone anything everybody everyone everything nobody nothing "
    "somebody someone something each either neither both all some any none"
)
# The common list of English stop words, with the parts into which an apostrophe divides contractions.
STOP_WORDS: Final = _words(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves what which who whom this that these those am is are "
    "was were be been being have has had having do does did doing a an the and but if or because as until while of "
    "at by for with about against between into through during before after above below to from up down in out on "
    "off over under again further then once here there when where why how all any both each few more most other "
    "some such no nor not only own same so than too very s t can will just don should now d ll m o re ve y ain aren "
    "couldn didn doesn hadn hasn haven isn ma mightn mustn needn shan shouldn wasn weren won wouldn"
)
# The names that IFBench's prompts list.
NAMES: Final = _words(
    "Emma Liam Sophia Jackson Olivia Noah Ava Lucas Isabella Mason Mia Ethan Charlotte Alexander Amelia Benjamin "
    "Harper Leo Zoe Daniel Chloe Samuel Lily Matthew Grace Owen Abigail Gabriel Ella Jacob Scarlett Nathan Victoria "
    "Elijah Layla Nicholas Audrey David Hannah Christopher Penelope Thomas Nora Andrew Aria Joseph Claire Ryan "
    "Stella Jonathan"
)
# Words behind which a period ends no sentence; those that are ordinary words too, such as sun and fig, are left out.
ABBREVIATIONS: Final = _words(
    "mr mrs ms dr prof rev hon sr jr st mt ft gen col lt sgt capt cmdr maj gov sen rep supt adm inc ltd co corp "
    "bros dept univ assn intl e.g i.e vs viz cf al etc eds approx jan feb apr jun jul aug sep sept oct nov dec tue "
    "tues thu thur thurs fri ave blvd rd hwy a.m p.m u.s u.k u.n u.s.a e.u d.c b.c a.d ph.d m.d b.a m.a b.s m.s "
    "ll.b r.n p.s ala ariz ark calif colo conn fla ga kan ky mich minn mont okla tenn va vt wis wyo figs vol"
)
# After an abbreviation, an initial or three points, a capital begins a sentence only on a word like these.
STARTERS: Final = _words(
    "the this that these those it he she they we i you there here however but and so if when while in on at for as "
    "after before because although though since what who how why where then also yet no not his her their our my "
    "your its one some many most all each every any with by from to"
)
# Frequent words of the languages in Devanagari; lingua knows no Nepali.
IN_DEVANAGARI: Final = {
    "ne": _words("छ छन् हो र को मा ले लाई पनि गर्न भएको यो त्यो हुन्छ गर्छ थियो छैन तपाईं हामी गर्नुहोस्"),
    "hi": _words("है हैं और का की के में से को यह वह नहीं था थे हम आप एक पर कि भी"),
    "mr": _words("आहे आहेत आणि चा ची चे मध्ये हा ही हे ते तो नाही होते आम्ही तुम्ही एक या त्या करा"),
}
