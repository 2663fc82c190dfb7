import { host } from './host.js'
import { unwatch, watch } from './loop.js'

/** The signals by which a process ends, as signal(7) numbers them on x86 and ARM. */
const NUMBERS = {
  ...{ SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8 },
  ...{ SIGKILL: 9, SIGUSR1: 10, SIGSEGV: 11, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15 },
  ...{ SIGSTKFLT: 16, SIGXCPU: 24, SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGSYS: 31 },
} as const

type Signal = keyof typeof NUMBERS

export const NAME_OF_SIGNAL: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(NUMBERS).map(([name, number]) => [number, name]),
)

const listeners = new Map<Signal, (signal: Signal) => void>()
let watched: { file: number; numbers: number[] } | undefined

/** Waits for the signals that have a listener, instead of ending by them. */
function update(): void {
  if (watched) {
    unwatch(watched.file)
    host.unwatchSignals(watched.file, watched.numbers)
    watched = undefined
  }
  if (listeners.size === 0) return
  const numbers = [...listeners.keys()].map((signal) => NUMBERS[signal])
  const file = host.watchSignals(numbers)
  if (file < 0) return
  watched = { file, numbers }
  const receive = (): void => {
    const record = host.read(file, SIGNALFD_BYTES)
    if (typeof record === 'number') return
    const signal = NAME_OF_SIGNAL[new DataView(record).getUint32(0, true)] as Signal
    listeners.get(signal)?.(signal)
  }
  // As in Node, a listener does not keep the process from ending.
  watch(file, receive, () => false)
}

/** Size of a record of signalfd(2), which starts with the number. */
const SIGNALFD_BYTES = 128

/** Node's `process.on` for a signal. */
export function onSignal(signal: Signal, listener: (signal: Signal) => void): void {
  listeners.set(signal, listener)
  update()
}

/** Node's `process.off`. */
export function offSignal(signal: Signal): void {
  listeners.delete(signal)
  update()
}

/** Node's `process.kill`. @throws Error if there is no such process */
export function kill(pid: number, signal: Signal | 0 = 'SIGTERM'): void {
  const result = host.kill(pid, signal === 0 ? 0 : NUMBERS[signal])
  if (result >= 0) return
  const code = host.errorCode(-result)
  throw Object.assign(new Error(`kill ${code}`), { code, syscall: 'kill' })
}
