"""What the peers share: CPU seconds of some calls after the first, as bench/tools/cpu.mjs measures ours."""
import json, statistics, time


def cpu_seconds(work, calls=4):
    seconds = []
    for call in range(calls):
        began = time.process_time()
        result = work(call)
        seconds.append(time.process_time() - began)
    return statistics.median(seconds[1:]), result


def print_json(**values):
    print(json.dumps(values))
