import { accountOfKeyId } from '../../../core/access-key-id.js'
import { stsParams, type StsParams } from '../../../sts/api/params.js'
import { cliName, flagOf } from '../../../sts/api/members.js'
import type { StsOperation } from '../../../sts/api/operation.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import { emitters } from '../../../emit/formats.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { flagValues } from '../../parse-options.js'
import { writeOutput } from '../../write-output.js'
import { callForProfile } from './call.js'
import { isExposedSecret, resolveValue } from './flag-value.js'
import { answerJson, credentialsIn } from './response.js'
import type { stsSpec } from './spec.js'

/** Runs any operation, from its entry in the table. */
export const run: Run<typeof stsSpec> = async ({ name, options }, context) => {
  const operation = STS_OPERATIONS.find(({ api }) => cliName(api) === name)
  if (!operation) throw new RangeError(`no operation ${name}`)
  const params = stsParams(operation, await memberValues(operation, options, context))
  const derived = operation.offline && !options.online ? derivedAnswer(params) : undefined
  if (derived) {
    context.notify('derived from the access key ID without calling AWS (--online calls AWS)')
    context.print(answerJson(derived))
    return 0
  }
  const { answer, profile, region } = await callForProfile(operation, params, options, context)
  if (options.format === undefined) {
    context.print(answerJson(answer))
    return 0
  }
  const [label = profile] = flagValues(options, '--role-arn')
  const input = { credentials: credentialsIn(answer), profile: label, region }
  writeOutput(emitters[options.format].emit(input), context)
  return 0
}

/** The values of each flag that was given, read from where they point to. */
async function memberValues(
  { members }: StsOperation,
  options: OptionsOf<typeof stsSpec>,
  context: CommandContext,
): Promise<Map<string, string[]>> {
  const byMember = new Map<string, string[]>()
  for (const member of members) {
    const given = flagValues(options, flagOf(member))
    if (given.length === 0) continue
    const values: string[] = []
    for (const value of given) {
      if (isExposedSecret(value, member)) {
        context.notify(
          `${flagOf(member)}: other programs can read the command line; use file://PATH, env:NAME or - to keep the secret out of it`,
        )
      }
      values.push(await resolveValue(value, member, context))
    }
    byMember.set(member.name, values)
  }
  return byMember
}

function derivedAnswer({ AccessKeyId }: StsParams): { Account: string } | undefined {
  const account = typeof AccessKeyId === 'string' ? accountOfKeyId(AccessKeyId) : undefined
  return account === undefined ? undefined : { Account: account }
}
