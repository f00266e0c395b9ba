"""usage: share.py JSON SHARE -- writes the man page and the completions below SHARE.

JSON is what llvm-tblgen --dump-json makes of driver/options/Options.td. `options(JSON)` gives its rows.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKS = "dma-tidy --list-checks 2>/dev/null | cut -d' ' -f1"


def options(path):
    """The options that have a help text, as (group, spelling, metavar, values, help), in the table's order."""
    with open(path) as file:
        table = json.load(file)
    rows = sorted((table[name] for name in table["!instanceof"]["Option"]),
                  key=lambda row: int(row["!locs"][-1].rpartition(":")[2]))
    return [(table[row["Group"]["def"]]["HelpText"], row["Prefixes"][0] + row["Name"], row["MetaVarName"] or "",
             (row["Values"] or "").replace(",", " "), row["HelpText"].replace("\n", " "))
            for row in rows if row["HelpText"] and row["Group"]]


def man(rows):
    last = None
    for group, name, meta, _, text in rows:
        if group != last:
            yield f".SS {group}"
        last = group
        yield ".TP"
        name = name.replace("-", r"\-")
        if not meta:
            yield f".B {name}"
        else:
            yield f".BI {name} {meta}" if name.endswith("=") else f'.BI {name} " {meta}"'
        yield text.replace("-", r"\-") + "."


def bash_values(rows):
    for _, name, meta, values, _ in rows:
        if meta in ("CHECK", "GLOBS"):
            values = f"$({CHECKS})"
        if values:
            yield f'  {name.rstrip("=")}) COMPREPLY=($(compgen -W "{values}" -- "$cur")) ;;'


def zsh(rows):
    for _, name, meta, values, text in rows:
        action = {"CHECK": "($checks)", "GLOBS": "($checks)", "FILE": "_files", "PATH": "_files",
                  "DIR": "_files -/"}.get(meta, f"({values})" if values else "")
        again = "*" if name in ("--model=", "--format=", "--output=") else ""
        text = text.replace('"', "").replace(":", "\\:").replace("`", "")
        yield f'  "{again}{name}[{text}]' + (f":{meta}:{action}" if meta else "") + '" \\'


def fish(rows):
    for _, name, meta, values, text in rows:
        short = "-s" if name[1] != "-" else "-l"
        action = {"CHECK": f' -xa "({CHECKS})"', "GLOBS": f' -xa "({CHECKS})"', "FILE": " -rF", "PATH": " -rF",
                  "DIR": ' -xa "(__fish_complete_directories)"', "": ""}.get(meta, f' -xa "{values}"')
        text = text.replace("\\", "").replace("'", "\\'")
        yield f"complete -c dma-tidy {short} {name.strip('-=')}{action} -d '{text}'"


def main():
    rows = options(sys.argv[1])
    lines = {"OPTIONS": "\n".join(man(rows))}
    words = " ".join(row[1] for row in rows)
    for template, target, parts in (
            ("dma-tidy.1.in", "man/man1/dma-tidy.1", lines),
            ("dma-tidy.bash.in", "bash-completion/completions/dma-tidy",
             {"OPTIONS": words, "VALUES": "\n".join(bash_values(rows))}),
            ("_dma-tidy.in", "zsh/vendor-completions/_dma-tidy", {"OPTIONS": "\n".join(zsh(rows))}),
            (None, "fish/vendor_completions.d/dma-tidy.fish", {"": "\n".join(fish(rows)) + "\n"})):
        text = open(os.path.join(HERE, template)).read() if template else "@@"
        for name, part in parts.items():
            text = text.replace(f"@{name}@", part)
        target = os.path.join(sys.argv[2], target)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
