"""The loss, against published numbers, an implementation token by token, and what it must not depend on."""

import math

import pytest
import torch

from rewardry.testing import grpo_oracle
from rewardry.trainer_adapters.grpo import loss as losses
from rewardry.trainer_adapters.grpo.config import KLConfig, LossConfig
from rewardry.trainer_adapters.grpo.loss import Denominators, Tokens, policy_loss
from rewardry.trainer_adapters.grpo.oracle import oracle_loss
from rewardry.trainer_adapters.grpo.presets import PRESETS


def test_every_published_loss(oracles):
    for name, value in oracles["losses"].items():
        assert grpo_oracle(oracles["settings"][name], oracles["inputs"]) == pytest.approx(value, abs=1e-12), name
        assert grpo_oracle(oracles["settings"][name], oracles["inputs"], "float32") == pytest.approx(value, abs=1e-6)


SETTINGS_OF_GRADIENTS = {
    "grpo": "grpo",
    "grpo_beta0.04_k3_is_corrected": "grpo_beta0.04_k3_is_corrected",
    "dapo": "dapo_clip_higher_0.2_0.28",
    "dr_grpo": "dr_grpo_maxlen8",
}


def test_published_gradients(oracles):
    compared = 0
    for name, rows in oracles["grads_wrt_new_logps"].items():
        if name not in SETTINGS_OF_GRADIENTS:
            continue
        new = torch.tensor(oracles["inputs"]["new_logps"], dtype=torch.float64, requires_grad=True)
        oracle_loss(
            oracles["settings"][SETTINGS_OF_GRADIENTS[name]], {**oracles["inputs"], "new_logps": new}
        ).backward()
        torch.testing.assert_close(new.grad, torch.tensor(rows, dtype=torch.float64), atol=1e-12, rtol=0)
        compared += 1
    assert compared >= 3


# -- an implementation token by token ----------------------------------------------------------------------------------


def term_of(settings, r, a, logp):
    match settings.term:
        case "clip":
            clipped = min(max(r, 1 - settings.clip_low), 1 + settings.clip_high)
            loss = -min(min(r, settings.delta or math.inf) * a, clipped * a)
            return min(loss, -settings.dual_clip * a) if settings.dual_clip and a < 0 else loss
        case "cispo":
            return -min(max(r, settings.cap_low or 0), settings.cap_high) * a * logp
        case "sapo":
            tau = settings.tau_positive if a > 0 else settings.tau_negative
            return -4 / tau / (1 + math.exp(-tau * (r - 1))) * a
        case _:
            return -a * (logp if settings.ratio == "none" else r)


def token_by_token(settings, tokens, length):
    per_sequence, counts = [], []
    for i, mask in enumerate(tokens.mask.tolist()):
        places = [t for t, trained in enumerate(mask) if trained]
        log_r = [float(tokens.logps[i, t] - tokens.old_logps[i, t]) for t in places]
        ratios = [math.exp(one) for one in log_r]
        used = {
            "token": ratios,
            "none": [1.0] * len(places),
            "sequence": [math.exp(sum(log_r) / max(len(places), 1))] * len(places),
        }[settings.ratio]
        values = []
        for t, r, own in zip(places, used, ratios, strict=True):
            value = term_of(settings, r, float(tokens.advantages[i]), float(tokens.logps[i, t]))
            if settings.kl:
                d = float(tokens.ref_logps[i, t] - tokens.logps[i, t])
                kl = {"k1": -d, "k2": d * d / 2, "k3": math.exp(d) - d - 1}[settings.kl.estimator]
                correction = own if settings.ratio == "none" else r
                value += settings.kl.beta * kl * (correction if settings.kl.ratio_corrected else 1)
            values.append(value)
        per_sequence.append(sum(values))
        counts.append(len(places))
    match settings.aggregation:
        case "sequence_mean":
            return sum(s / max(c, 1) for s, c in zip(per_sequence, counts, strict=True)) / len(counts)
        case "token_mean":
            return sum(per_sequence) / sum(counts)
        case "fixed_length":
            return sum(per_sequence) / (len(counts) * length)
        case _:
            return sum(per_sequence) / len(counts)


def random_tokens(seed, n=6, t=7):
    torch.manual_seed(seed)
    lengths = torch.randint(0, t + 1, (n,))
    lengths[0] = t
    logps, old, ref = (-torch.rand(n, t, dtype=torch.float64) * 3 for _ in range(3))
    entropy = torch.rand(n, t, dtype=torch.float64)
    return Tokens(logps, old, torch.randn(n, dtype=torch.float64), torch.arange(t) < lengths[:, None], ref, entropy)


def over_of(tokens, length=9.0):
    return Denominators(len(tokens.mask), float(tokens.mask.sum()), length)


TERMS = [
    {"term": "clip", "clip_low": 0.2, "clip_high": 0.3},
    {"term": "clip", "clip_low": 0.2, "clip_high": 0.3, "delta": 2.0},
    {"term": "clip", "dual_clip": 3.0},
    {"term": "cispo", "cap_high": 1.5},
    {"term": "cispo", "cap_low": 0.8, "cap_high": 1.2},
    {"term": "sapo", "tau_positive": 0.9, "tau_negative": 1.3},
    {"term": "policy_gradient"},
]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: "-".join(map(str, term.values())))
@pytest.mark.parametrize("ratio", ["token", "sequence", "none"])
def test_the_loss_token_by_token(term, ratio):
    for aggregation in losses.AGGREGATIONS:
        for kl in (None, KLConfig(beta=0.3), KLConfig(beta=0.3, estimator="k1"), KLConfig(beta=0.1, estimator="k2")):
            settings = LossConfig(ratio=ratio, aggregation=aggregation, kl=kl, **term)
            tokens = random_tokens(3)
            found = policy_loss(tokens, settings, over_of(tokens))[0]
            assert float(found) == pytest.approx(token_by_token(settings, tokens, 9.0), abs=1e-12)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_padding_may_hold_anything(preset):
    settings = LossConfig(preset=preset, entropy_bonus=0.1, **({} if preset == "grpo" else {"kl": KLConfig(beta=0.1)}))
    clean = random_tokens(5)
    dirty = [torch.where(clean.mask, x, float("nan")) for x in (clean.logps, clean.old_logps, clean.ref_logps)]
    entropy = torch.where(clean.mask, clean.entropy, float("inf"))
    dirty[0].requires_grad_()
    over = over_of(clean)
    expected = policy_loss(clean, settings, over)[0]
    found = policy_loss(Tokens(dirty[0], dirty[1], clean.advantages, clean.mask, dirty[2], entropy), settings, over)[0]
    assert torch.equal(found, expected)
    found.backward()
    assert torch.equal(dirty[0].grad[~clean.mask], torch.zeros_like(dirty[0].grad[~clean.mask]))


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("parts", [2, 3])
def test_contributions_of_micro_batches_add_up(preset, parts):
    settings = LossConfig(preset=preset, entropy_bonus=0.05, **({} if preset == "grpo" else {"kl": KLConfig(beta=0.1)}))
    whole = random_tokens(7)
    over = over_of(whole)
    found = 0.0
    for rows in torch.arange(6).chunk(parts):
        part = Tokens(
            *(
                getattr(whole, name)[rows]
                for name in ("logps", "old_logps", "advantages", "mask", "ref_logps", "entropy")
            )
        )
        found += float(policy_loss(part, settings, over)[0])
    assert found == pytest.approx(float(policy_loss(whole, settings, over)[0]), abs=1e-12)


def test_a_mean_of_means_would_be_another_loss(oracles):
    """What global denominators are for: dividing each micro-batch by its own tokens turns the sign around."""
    given = oracles["accumulation"]
    settings = oracles["settings"]["dapo_clip_higher_0.2_0.28"]
    assert grpo_oracle(settings, oracles["inputs"]) == pytest.approx(given["full_batch_token_mean"], abs=1e-12)
    assert given["WRONG_mean_of_micro_means"] * given["full_batch_token_mean"] < 0


def test_an_empty_completion_adds_nothing():
    tokens = random_tokens(1)
    tokens.mask[2] = False
    for preset in PRESETS:
        settings = LossConfig(preset=preset, kl=KLConfig(beta=0.1))
        assert math.isfinite(float(policy_loss(tokens, settings, over_of(tokens))[0]))


def test_shares_of_clipped_tokens(oracles):
    given = oracles["inputs"]
    for name, high in (("grpo_0.2", 0.2), ("dapo_0.2_0.28", 0.28)):
        settings = LossConfig(clip_low=0.2, clip_high=high)
        new, old = (torch.tensor(given[key], dtype=torch.float64) for key in ("new_logps", "old_logps"))
        advantages = torch.tensor(oracles["advantages"]["grpo_std_ddof1_eps1e-4"], dtype=torch.float64)
        tokens = Tokens(new, old, advantages, torch.tensor(given["mask"]).bool())
        sums = policy_loss(tokens, settings, over_of(tokens))[1]
        shares = [float(sums[key]) / float(tokens.mask.sum()) for key in ("clip_low", "clip_high")]
        assert shares == pytest.approx(oracles["clip_fraction_low_high"][name])


def test_the_corrected_k3_has_the_gradient_of_kl(oracles):
    """Over all symbols, weighted by their probability, the ratio-corrected k3 has exactly the gradient of KL(p, q)."""
    given = oracles["kl_estimators"]
    p, q = (torch.tensor(given[key], dtype=torch.float64) for key in ("p_policy", "q_ref"))
    gradients = []
    for corrected in (True, False):
        logits = p.log().requires_grad_()
        logps = logits.log_softmax(0)[:, None]
        ones = torch.ones(3, 1, dtype=torch.bool)
        tokens = Tokens(logps, p.log()[:, None], torch.zeros(3, dtype=torch.float64), ones, q.log()[:, None])
        kl = KLConfig(beta=1.0, ratio_corrected=corrected)
        settings = LossConfig(kl=kl, aggregation="sequence_sum")
        total = sum(p[i] * policy_loss(one_row(tokens, i), settings, Denominators(1, 1, 1))[0] for i in range(3))
        total.backward()
        gradients.append(logits.grad)
    torch.testing.assert_close(gradients[0], torch.tensor(given["true_grad_logits"], dtype=torch.float64))
    biased = torch.tensor(given["E_grad_k3_through_samples_only"], dtype=torch.float64)
    torch.testing.assert_close(gradients[1], biased, atol=1e-12, rtol=0)


def one_row(tokens, i):
    rows = slice(i, i + 1)
    return Tokens(
        tokens.logps[rows], tokens.old_logps[rows], tokens.advantages[rows], tokens.mask[rows], tokens.ref_logps[rows]
    )


def test_extreme_ratios_stay_finite():
    tokens = Tokens(
        torch.tensor([[-500.0, -0.1]], requires_grad=True),
        torch.tensor([[-0.1, -500.0]]),
        torch.tensor([-1.0]),
        torch.ones(1, 2, dtype=torch.bool),
        torch.tensor([[-0.1, -500.0]]),
    )
    loss = policy_loss(tokens, LossConfig(kl=KLConfig(beta=0.1)), Denominators(1, 2, 2))[0]
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(tokens.logps.grad).all()


def test_tokens_of_low_entropy_can_be_left_out_of_the_gradient():
    tokens = random_tokens(2)
    tokens.logps.requires_grad_()
    kept = Tokens(
        tokens.logps,
        tokens.old_logps,
        tokens.advantages,
        tokens.mask,
        entropy=tokens.entropy,
        keep=tokens.entropy > 0.5,
    )
    policy_loss(kept, LossConfig(preset="gpg"), over_of(tokens))[0].backward()
    trained = tokens.mask & (tokens.entropy > 0.5)
    assert torch.equal(tokens.logps.grad != 0, trained)


def test_a_kl_term_wants_a_reference():
    tokens = random_tokens(1)
    bare = Tokens(tokens.logps, tokens.old_logps, tokens.advantages, tokens.mask)
    with pytest.raises(ValueError, match="`ref_logps` of the reference model are not given"):
        policy_loss(bare, LossConfig(preset="grpo"), over_of(tokens))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"preset": "drgrpo"}, "there is no preset 'drgrpo'. Did you mean 'dr_grpo'"),
        ({"term": "sapo", "delta": 2.0}, "delta belongs to the term 'clip', and the term is 'sapo'; leave it out"),
        ({"term": "clip", "delta": 0.5}, "greater than 1"),
        ({"clip": 0.2}, "Extra inputs"),
    ],
)
def test_settings_that_make_no_loss(given, message):
    with pytest.raises(ValueError, match=message):
        LossConfig.model_validate(given)


def test_a_file_overrides_a_preset():
    settings = LossConfig.model_validate({"preset": "dapo", "clip_high": 0.3})
    assert (settings.clip_low, settings.clip_high, settings.aggregation) == (0.2, 0.3, "token_mean")


@pytest.mark.parametrize(
    ("field", "registry"), [("ratio", "RATIOS"), ("term", "TERMS"), ("aggregation", "AGGREGATIONS")]
)
def test_the_configuration_knows_every_part(field, registry):
    assert set(LossConfig.model_fields[field].annotation.__args__) == set(getattr(losses, registry))
    assert set(KLConfig.model_fields["estimator"].annotation.__args__) == set(losses.ESTIMATORS)
