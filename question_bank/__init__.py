"""SPIN knowledge: the kinds of questions, the bank of them, and the judges. Pure and offline."""
