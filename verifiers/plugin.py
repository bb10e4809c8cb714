"""The built-in verifiers and generators, registered the way a plugin registers its own."""

from rewardry import hookimpl
from rewardry.plugins import Registrar

from .logic.families import register_families


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register every built-in verifier, and the generators of tasks for them."""
    verifier = registry.verifier
    verifier("choice", "rewardry.verifiers.choice.verifier:Choice", "the letter or the text of the right option")
    verifier("code", "rewardry.verifiers.code.verifier:Code", "programs, run in a sandbox against tests")
    verifier("logic", "rewardry.verifiers.logic.router:Logic", "puzzles of every family, routed by the reference")
    verifier(
        "instructions",
        "rewardry.verifiers.instructions.verifier:Instructions",
        "constraints as those of IFEval and IFBench",
    )
    verifier("json_schema", "rewardry.verifiers.json_schema:JsonSchema", "JSON that a schema describes")
    verifier("math", "rewardry.verifiers.math.verifier:Math", "exact typed comparison of mathematical answers")
    verifier(
        "math-verify", "rewardry.verifiers.math_verify:MathVerify", "Hugging Face's math-verify, in killable workers"
    )
    verifier("sql", "rewardry.verifiers.sql.verifier:Sql", "a query, run beside the reference's on several states")
    verifier("regex", "rewardry.verifiers.regex:Regex", "answers that a pattern describes, in killable workers")
    verifier(
        "text.exact", "rewardry.verifiers.text_exact:TextExact", "the reference, but for case, articles and punctuation"
    )
    register_families(registry)
    verifier("units", "rewardry.verifiers.units.verifier:Units", "a number with a unit, within a tolerance")
    verifier(
        "text.f1",
        "rewardry.verifiers.text_f1:TextF1",
        "the tokens that answer and reference share, as SQuAD counts them",
    )
    generator = registry.generator
    problems = "rewardry.verifiers.math_problems.generator"
    generator("math.algebra", f"{problems}:Algebra", "problems of algebra, of which a share cannot be solved")
    generator("math.geometry", f"{problems}:Geometry", "problems of geometry, of which a share cannot be solved")
    generator("math.number_theory", f"{problems}:NumberTheory", "problems of number theory, a share unsolvable")
