import { RolecallError } from '../../core/errors.js'
import { emitters, type Emitted, type Emitter, type Format } from '../../emit/formats.js'
import { appendToFile } from '../../host/files.js'
import type { Run } from '../command.js'
import type { Deps } from '../deps.js'
import { text } from '../options.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profile] = words as [string | undefined]
  const format = (text(options, 'format') ?? 'env') as Format
  const emitter: Emitter = emitters[format]
  if (options['unset'] === true) {
    if (!emitter.clear) {
      throw new RolecallError('usage', `the ${format} format has no way to unset variables`, {
        hint: 'choose the format of your shell',
      })
    }
    deliver(emitter.clear(), deps)
    return 0
  }
  const plan = deps.plan(profile)
  const credentials = await deps.credentials(plan)
  const region = plan.region === undefined ? {} : { region: plan.region }
  deliver(emitter.emit({ credentials, profile: plan.profile, ...region }), deps)
  return 0
}

function deliver({ stdout, append }: Emitted, deps: Deps): void {
  if (append) {
    const path = deps.host.env[append.variable]
    if (!path) {
      throw new RolecallError('usage', `${append.variable} is not set`, {
        hint: 'this format is for a step of a GitHub Actions job, which sets it',
      })
    }
    appendToFile(path, append.text)
  }
  deps.out(stdout)
}
