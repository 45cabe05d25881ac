"""How alike stories are by their words, in a paper of any size.

words    a text as the words that are compared
sketch   near-duplicates, told by their runs of three words
space    latent semantic analysis: a place for each story, near to those that tell of the same
places   the rows of places and sketches: kept when a story is saved, read to find like ones
training learning the space from a sample of the paper, and placing all stories in it, by a chore
"""
