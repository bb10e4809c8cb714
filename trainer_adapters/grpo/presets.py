"""Losses by the names of their papers: what `loss: {preset: NAME}` stands for. docs/losses.md tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOKEN = {"advantage": "group_std", "ratio": "token"}
_CLIP = {**_TOKEN, "term": "clip", "clip_low": 0.2, "clip_high": 0.2}
_SEQUENCE = {"advantage": "group_std", "ratio": "sequence", "term": "clip", "clip_low": 3e-4, "clip_high": 4e-4}
_KL = {"beta": 0.04, "estimator": "k3", "ratio_corrected": False}

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # DeepSeekMath, arXiv:2402.03300
    "grpo": {**_CLIP, "aggregation": "sequence_mean", "kl": _KL},
    # the same without the penalty, as most runs since have it
    "grpo-no-kl": {**_CLIP, "aggregation": "sequence_mean"},
    # TRL's name for GRPO with a mean over tokens
    "bnpo": {**_CLIP, "aggregation": "token_mean"},
    # DAPO, arXiv:2503.14476; its overlong penalty is a reward, its dynamic sampling is `dynamic_sampling`
    "dapo": {**_CLIP, "clip_high": 0.28, "aggregation": "token_mean"},
    # Dr. GRPO, arXiv:2503.20783
    "dr_grpo": {**_CLIP, "advantage": "group_mean", "aggregation": "fixed_length"},
    # GSPO, arXiv:2507.18071
    "gspo": {**_SEQUENCE, "aggregation": "sequence_mean"},
    # LUSPO, arXiv:2602.05261
    "luspo": {**_SEQUENCE, "aggregation": "sequence_sum"},
    # CISPO of MiniMax-M1, arXiv:2506.13585, with TRL's cap
    "cispo": {**_TOKEN, "term": "cispo", "cap_high": 5.0, "aggregation": "token_mean"},
    # SAPO, arXiv:2511.20347
    "sapo": {**_TOKEN, "term": "sapo", "tau_positive": 1.0, "tau_negative": 1.05, "aggregation": "sequence_mean"},
    # INTELLECT-2, arXiv:2505.07291
    "intellect-2": {**_CLIP, "delta": 4.0, "aggregation": "token_mean"},
    # RLOO, arXiv:2402.14740
    "rloo": {"advantage": "rloo", "ratio": "none", "term": "policy_gradient", "aggregation": "sequence_sum"},
    # REINFORCE++ with baseline, arXiv:2501.03262
    "reinforce++-baseline": {**_CLIP, "advantage": "reinforce_baseline", "aggregation": "token_mean"},
    # GPG, arXiv:2504.02546
    "gpg": {"advantage": "gpg", "ratio": "none", "term": "policy_gradient", "aggregation": "token_mean"},
    # GDPO, arXiv:2601.05242
    "gdpo": {**_CLIP, "advantage": "gdpo", "aggregation": "token_mean"},
    # Lite PPO, arXiv:2508.08221
    "lite-ppo": {**_CLIP, "advantage": "batch_std", "aggregation": "token_mean"},
}
