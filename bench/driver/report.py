"""What is printed and kept, and the comparison with what was committed."""

import json

import table

TOLERANCE = 1.15
GUARDED = [f"Postern / {other}" for other in (table.PLAIN, table.REACTOR, table.ENVOY)]


def markdown(results):
    lines = []
    for loops, part in results["tables"].items():
        rows, ratios = part["rows"], part["ratios"]
        rate = rows[table.POSTERN].get("fixed rate")
        at_rate = f"{rate}/s: p50 · p99 · p99.9 ms" if rate else "at a fixed rate: not measured"
        lines += [f"{loops} event loop{'s' if loops != '1' else ''} or worker{'s' if loops != '1' else ''} each:", "",
                  "| subject | × nginx | CPU µs/request | requests/s | saturated p50 · p99 · p99.9 ms "
                  f"| {at_rate} | MiB | allocated B/request | seconds until warm |",
                  "|---" * 9 + "|"]
        for name, row in rows.items():
            lines.append("| " + " | ".join([
                name, _text(ratios.get(f"{name} / {table.NGINX}")), _text(row.get("cpu micros")),
                _text(row["requests per second"]), _millis(row["saturated"]), _millis(row.get("at fixed rate")) or "",
                _text(row.get("resident MiB")), _text(row.get("allocated bytes")), _text(row.get("seconds until warm"))]) + " |")
        lines += ["", "| Postern ÷ | CPU per request |", "|---|---|"]
        lines += [f"| {name.removeprefix('Postern / ')} | {ratios[name]:.2f} |" for name in GUARDED]
        lines.append("")
    for title, series in results["growth"].items():
        if isinstance(next(iter(series.values())), dict):
            columns = list(next(iter(series.values())))
            lines += [f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
            lines += [f"| {name} | " + " | ".join(_text(values.get(column)) for column in columns) + " |"
                      for name, values in series.items()]
        else:
            lines += [f"| {title} | |", "|---|---|"]
            lines += [f"| {name} | {_text(value)} |" for name, value in series.items()]
        lines.append("")
    return "\n".join(lines)


def _text(value):
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _millis(latency):
    return latency and " · ".join(f"{latency[name] / 1000:.1f}" for name in ("p50", "p99", "p999"))


def worse(results, committed):
    """The ratios that are more than 15 % above the committed ones, as sentences."""
    found = []
    now = {name: results["tables"]["1"]["ratios"][name] for name in GUARDED}
    for count, row in list(results["growth"]["rules"].items())[1:]:
        now[f"{count} rules / none"] = row["ratio"]
    for name, before in committed["ratios"].items():
        value = now[name]
        verdict = "WORSE" if value > before * TOLERANCE else "ok"
        print(f"{verdict:5}  {name:40} {value:6.2f}   committed {before:6.2f}")
        if verdict == "WORSE":
            found.append(name)
    return found


def read(path):
    with open(path) as file:
        return json.load(file)


def write(results, path):
    with open(path, "w") as file:
        json.dump(results, file, indent=1, ensure_ascii=False)
        file.write("\n")
