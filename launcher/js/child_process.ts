import type * as Node from 'node:child_process'
import { noteEffect } from './effects.js'
import { host } from './host.js'
import { ReadableSocket, WritableSocket } from './socket-streams.js'
import { startTimer, unwatch, watch } from './loop.js'
import { NAME_OF_SIGNAL } from './signals.js'
import { unsure } from './unsure.js'

/** Node's `child_process`, cut to children whose output is read. */

/** What {@link LauncherHost.spawn} takes for a stream that is not a file of this process. */
const STREAMS: Readonly<Record<string, number>> = { ignore: -1, pipe: -2 }

/** What Node gives as the status of a program that did not start. */
const NOT_STARTED = -2

interface Options {
  env?: Readonly<Record<string, string | undefined>>
  shell?: boolean
  stdio?: 'ignore' | readonly (string | number)[]
  detached?: boolean
}

type Listener = (...args: never[]) => void

class ChildProcess {
  readonly pid: number | undefined
  readonly stdin: WritableSocket | null
  readonly stdout: ReadableSocket | null
  readonly stderr: ReadableSocket | null
  readonly #listeners = new Map<string, Listener>()
  /** What has to end before the child counts as closed: the process and its two streams. */
  #open = 3
  #end: [status: number | null, signal: string | null] = [null, null]

  constructor(file: string, argv: readonly string[], { env, stdio, detached }: Options) {
    const wanted = stdio === 'ignore' ? ['ignore', 'ignore', 'ignore'] : stdio
    const streams = (wanted ?? ['pipe', 'pipe', 'pipe']).map((each) =>
      typeof each === 'number' ? each : (STREAMS[each] ?? unsure(`a stream ${each}`)),
    )
    const variables = Object.entries(env ?? host.env).filter(([, value]) => value !== undefined)
    const [pid = 0, ended = 0, ...ends] = host.spawn(
      file,
      argv,
      variables.map(([name, value]) => `${name}=${value}`),
      streams,
      detached ?? false,
    )
    if (pid < 0 && host.errorCode(-pid) === 'ENOSYS') unsure('children of this kernel')
    const [input = -1, output = -1, error = -1] = ends
    this.stdin = input < 0 ? null : new WritableSocket(input)
    this.stdout = this.#reader(output)
    this.stderr = this.#reader(error)
    if (pid < 0) {
      const failure = Object.assign(new Error('spawn'), { code: host.errorCode(-pid) })
      startTimer(() => {
        this.#emit('error', failure)
        this.#end = [NOT_STARTED, null]
        this.#close()
      })
      return
    }
    // A helper that gets an input, such as keyctl, may run twice; a command of the user may not.
    if (stdio !== undefined) noteEffect()
    this.pid = pid
    watch(ended, () => {
      const [status = -1, signal = 0] = host.waitChild(pid)
      unwatch(ended)
      host.close(ended)
      this.#end = signal === 0 ? [status, null] : [null, NAME_OF_SIGNAL[signal] ?? String(signal)]
      this.#close()
    })
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, listener)
    return this
  }

  unref(): void {
    // A child is awaited anyway, until the launcher has its answer.
  }

  #reader(file: number): ReadableSocket | null {
    if (file >= 0) return new ReadableSocket(file, () => this.#close())
    this.#open -= 1
    return null
  }

  #close(): void {
    this.#open -= 1
    if (this.#open > 0) return
    const [status, signal] = this.#end
    // As in Node, later than whatever has ended the last stream.
    startTimer(() => this.#emit('close', status, signal))
  }

  #emit(event: string, ...args: unknown[]): void {
    this.#listeners.get(event)?.(...(args as never[]))
  }
}

export const spawn = ((file: string, ...rest: [Options] | [readonly string[], Options]) => {
  const [args, options] = rest.length === 2 ? rest : [[], rest[0]]
  return options.shell
    ? new ChildProcess('/bin/sh', ['/bin/sh', '-c', file], options)
    : new ChildProcess(file, [file, ...args], options)
}) as unknown as typeof Node.spawn

export const execFileSync = (): never => unsure('another program is needed')
export const spawnSync = (): never => unsure('another program is needed')
