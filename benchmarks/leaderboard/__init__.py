"""The leaderboard: every installed verifier, and peers in environments of their own, on the same labelled rows."""
