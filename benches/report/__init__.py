"""How fast is it, and how can a reader tell? Measures, keeps the results, and writes benches/README.md from them.

    make record              measure everything, write benches/record/*.json and *.md
    make record ONLY=go      measure one part
    make report              write benches/README.md, the plots and benches/record/*.md from benches/record/*.json alone

A goal that is missed needs a note, notes/GOAL.md, with the goal's key as in targets.py: what bounds it, and what was
tried. By how much it is missed, the report says itself. A goal that is reached may have none.

Times depend on the machine and on what else runs there, so what counts are ratios: each compares two benchmarks of one
run. The benchmarks of a part take turns for several rounds, and each one's best round counts, because noise only ever
adds time.
"""
