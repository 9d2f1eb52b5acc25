import type { StageLine } from './stage-line.js';

/** The lines' texts, in their order, cut to the room that a terminal has: what runs comes first, then what failed, what is to come, and what is done. */
export function fitLines(
  lines: readonly Pick<StageLine, 'text' | 'isRunning' | 'hasFailures' | 'isComplete'>[],
  room: number,
): string[] {
  const fitted = lines.map(() => '');
  let left = Math.max(1, room);
  for (const index of [...lines.keys()].sort((a, b) => rankOf(lines[a]) - rankOf(lines[b]) || a - b)) {
    const rows = lines[index].text.split('\n').slice(0, left);
    fitted[index] = rows.join('\n');
    left -= rows.length;
  }
  return fitted;
}

function rankOf({ isRunning, hasFailures, isComplete }: Parameters<typeof fitLines>[0][number]): number {
  return isRunning ? 0 : hasFailures ? 1 : isComplete ? 3 : 2;
}
