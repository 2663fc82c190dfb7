import { spawn } from '@lydell/node-pty'
import { once } from 'node:events'

/** A program in a session of its own, on a terminal of its own: what a person at a terminal emulator has. */
export interface Pty {
  /** Everything shown so far. */
  shown(): string
  /** @returns the text that matched, once it is shown; throws after five seconds, with what was shown instead */
  until(pattern: RegExp): Promise<string>
  type(keys: string): void
  /** Resolves when the program has ended. */
  ended: Promise<{ exitCode: number; signal?: number | undefined }>
  hangUp(): void
}

export function onPty(file: string, args: string[], env: Record<string, string>, cwd: string): Pty {
  const pty = spawn(file, args, { env, cwd, cols: 200, rows: 50 })
  let shown = ''
  const more = new EventTarget()
  pty.onData((data) => {
    shown += data
    more.dispatchEvent(new Event('data'))
  })
  const ended = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) =>
    pty.onExit(resolve),
  )
  return {
    shown: () => shown,
    until: async (pattern) => {
      const signal = AbortSignal.timeout(5000)
      for (;;) {
        const [match] = pattern.exec(shown) ?? []
        if (match !== undefined) return match
        await once(more, 'data', { signal }).catch(() => {
          throw new Error(`waited in vain for ${pattern}; shown: ${JSON.stringify(shown)}`)
        })
      }
    },
    type: (keys) => pty.write(keys),
    ended,
    // Closes the other end, as a terminal emulator does; it is missing in the package's types.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
  }
}
