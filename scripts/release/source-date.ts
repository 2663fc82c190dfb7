import { spawnSync } from 'node:child_process'

/**
 * The time that everything in a release bears, so that two runs make the same bytes: seconds since
 * 1970, from SOURCE_DATE_EPOCH or the commit.
 */
export function sourceDate(root: string): number {
  const given = process.env['SOURCE_DATE_EPOCH']
  if (given) return Number(given)
  const git = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' })
  // A tarball of the sources has no commit: 2026-01-01.
  return Number(git.stdout?.trim() || 1_767_225_600)
}

/** @returns ISO 8601 */
export function sourceDay(root: string): string {
  return new Date(sourceDate(root) * 1000).toISOString().slice(0, 10)
}
