"""The verifier of instructions whose keeping a rule can decide, such as those of IFEval and IFBench."""
