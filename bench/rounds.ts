import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface Command {
  file: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
}

/** The command of a round; round 0 is the warm-up. */
export type Turn = (round: number) => Command

/**
 * Runs commands in turn, A B C, C B A, A B C…, so that a drift in machine speed affects all
 * equally.
 * @param after runs after each round, and is not measured
 * @returns milliseconds of each command in each round, without the warm-up
 */
export async function inTurn<Name extends string>(
  turns: Readonly<Record<Name, Turn>>,
  rounds: number,
  after?: Turn,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<Turn>(turns)
  const samples = Object.fromEntries(entries.map(([name]) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, turn] of round % 2 === 0 ? entries : entries.toReversed()) {
      const { ms } = await timed(turn(round))
      if (round > 0) samples[name]?.push(ms)
    }
    if (after) await timed(after(round))
  }
  return samples as Record<Name, number[]>
}

/** Runs a command in parallel. @returns milliseconds until the last process has ended */
export async function atOnce(command: Command, processes: number): Promise<number> {
  const started = performance.now()
  await Promise.all(Array.from({ length: processes }, () => timed(command)))
  return performance.now() - started
}

/**
 * Runs one process as an SDK would, with its output in a pipe.
 * @throws Error with the standard error of a process that fails
 */
export async function timed({ file, args, env }: Command) {
  const started = performance.now()
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  const ms = performance.now() - started
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr}`)
  return { ms, stdout, stderr }
}
