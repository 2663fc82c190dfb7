import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { Format } from '../../../emit/format-names.js'
import { emitters, type Emitter } from '../../../emit/formats.js'
import type { Run } from '../../command.js'
import { writeOutput } from '../../write-output.js'
import { namedProfile, text } from '../../options.js'

export const run: Run = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const format = (text(options, 'format') ?? 'env') as Format
  const emitter: Emitter = emitters[format]
  if (options['unset'] === true) {
    if (!emitter.clear) {
      throw new RolecallError('usage', `the ${format} format has no way to unset variables`, {
        hint: 'choose the format of your shell',
      })
    }
    writeOutput(emitter.clear(), context)
    return 0
  }
  const plan = context.plan(profile)
  const credentials = await context.credentials(plan)
  writeOutput(emitter.emit({ credentials, profile: plan.profile, region: plan.region }), context)
  const load = LOADING[format]
  const { streams, argv } = context.host
  if (load && streams.stdout.isTTY) {
    const command = load(`rolecall ${argv.map(shellWord).join(' ')}`)
    context.notify(`this shell is as it was; what takes it over is \`${command}\``)
  }
  return 0
}

/** How a shell takes over the lines of a format: whoever reads them on a terminal has forgotten that, or is new. */
const LOADING: Partial<Record<Format, (command: string) => string>> = {
  env: (command) => `eval "$(${command})"`,
  fish: (command) => `${command} | source`,
  powershell: (command) => `${command} | Out-String | iex`,
}
