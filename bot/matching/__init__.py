"""What a message means, and who fits it."""

import os

# Our tables are small: the threads that numpy keeps for large ones save nothing, and cost most of the time that the
# word vectors take to load. It has to be said before numpy is imported; whoever runs the service may say otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
