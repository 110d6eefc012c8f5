"""The table of a run: path, figure, limit, ratio, aim."""
import os


class Table:
    """Rows in the order in which they were measured."""

    def __init__(self):
        self.rows = []

    def add(self, path, figure, limit, unit, aim, note=""):
        ratio = None if not limit else figure / limit
        self.rows.append((path, figure, limit, unit, ratio, aim))
        shown = f"{path}: {figure:,.1f} {unit}"
        if limit is not None:
            shown += f", limit {limit:,.1f}, ratio {ratio:.2f}"
        load = os.getloadavg()[0]
        print(f"{shown} (aim {aim}; load {load:.1f}{'; ' + note if note else ''})", flush=True)

    def report(self):
        width = max([len(row[0]) for row in self.rows] + [34]) + 2
        print(f"\n{'path':<{width}}{'figure':>14}{'limit':>14}{'ratio':>8}  aim")
        for path, figure, limit, unit, ratio, aim in self.rows:
            print(f"{path:<{width}}{figure:>14,.1f}{'' if limit is None else f'{limit:,.1f}':>14}"
                  f"{'' if ratio is None else f'{ratio:.2f}':>8}  {aim} ({unit})")
