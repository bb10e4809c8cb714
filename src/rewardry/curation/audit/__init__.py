"""Ground-truth verification of a data set: what is wrong with its references before anything is trained on them."""
