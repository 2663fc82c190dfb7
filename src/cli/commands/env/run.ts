import { RolecallError } from '../../../core/errors.js'
import type { Format } from '../../../emit/format-names.js'
import { emitters, type Emitter } from '../../../emit/formats.js'
import { unsetVariables } from '../../../emit/switch-variables.js'
import type { Run } from '../../command-types.js'
import { passedOn } from '../../emit-input.js'
import { typedCommand } from '../../typed-command.js'
import { writeOutput } from '../../write-output.js'
import { namedProfile } from '../../parse-options.js'
import { defaultFormat } from './default-format.js'
import type { envSpec } from './spec.js'

type Needs = 'host' | 'files' | 'plan' | 'credentials' | 'print' | 'notify'

export const run: Run<typeof envSpec, Needs> = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const format = options.format ?? defaultFormat(context.host)
  const emitter: Emitter = emitters[format]
  if (options.unset) {
    if (!emitter.clear) {
      throw new RolecallError('usage', `the ${format} format cannot unset variables`, {
        hint: "use your shell's format",
      })
    }
    writeOutput(emitter.clear(unsetVariables(context.host.env)), context)
    return 0
  }
  const plan = context.plan(profile)
  const credentials = await context.credentials(plan)
  writeOutput(emitter.emit(passedOn(plan, credentials, context, options.keepProfile)), context)
  const apply = APPLY[format]
  if (apply && context.host.streams.stdout.isTTY) {
    const command = apply(typedCommand(context.host))
    context.notify(`nothing has changed in this shell yet; to apply this, run \`${command}\``)
  }
  return 0
}

/** How a shell applies the output of a format; shown if the output only went to the terminal. */
const APPLY: Partial<Record<Format, (command: string) => string>> = {
  env: (command) => `eval "$(${command})"`,
  fish: (command) => `${command} | source`,
  powershell: (command) => `${command} | Out-String | iex`,
}
