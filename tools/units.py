"""Entries of compilation databases, as the tools of this folder use them."""
import json
import os


def syntax_only(entry):
    """The entry's command as a syntax check that writes nothing."""
    words, skip = [], False
    for word in entry["arguments"]:
        if skip or word == "-c" or word.startswith("-Wp,"):
            skip = False
            continue
        if word == "-o":
            skip = True
            continue
        words.append(word)
    return words + ["-fsyntax-only"]


def write_database(folder, entries):
    with open(os.path.join(folder, "compile_commands.json"), "w") as out:
        json.dump(entries, out)
