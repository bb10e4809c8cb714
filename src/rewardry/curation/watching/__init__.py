"""Following the logs of a training: what is read of them, which signs of hacking are looked for, how it is shown."""
