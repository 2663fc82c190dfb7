import { FORMATS } from '../../../emit/format-names.js'
import { emitters, type Emitter } from '../../../emit/formats.js'
import { unsetVariables } from '../../../emit/switch-variables.js'
import type { Host } from '../../../system/host.js'
import { mayBeEvaluated } from '../../../system/process/caller/calling-shell.js'
import { defaultFormat } from './default-format.js'

/**
 * What `env` prints if it fails: commands that unset an earlier role, and a last one that fails. In
 * `eval "$(rolecall env b)" && deploy` the shell sees only the output, not the exit status.
 * @param argv may be wrong in any way
 * @returns '' for a format that is data, on a terminal, and for a program that is not a shell
 */
export function failureOutput(argv: readonly string[], host: Host): string {
  const requested = requestedFormat(argv)
  const isEvaluated = requested !== undefined || mayBeEvaluated(host)
  if (host.streams.stdout.isTTY || !isEvaluated) return ''
  const emitter: Emitter = emitters[requested ?? defaultFormat(host)]
  return emitter.fail?.(unsetVariables(host.env)) ?? ''
}

function requestedFormat(argv: readonly string[]): (typeof FORMATS)[number] | undefined {
  const words = argv.map((word, index) => {
    if (word === '--format') return argv[index + 1]
    return word.startsWith('--format=') ? word.slice('--format='.length) : undefined
  })
  return FORMATS.find((format) => words.includes(format))
}
