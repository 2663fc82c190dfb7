import { accountOfKeyId } from '../../../core/access-key-id.js'
import { stsInput, type StsInput } from '../../../sts/api/input.js'
import { cliName, flagOf } from '../../../sts/api/members.js'
import type { StsOperation } from '../../../sts/api/operation.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import type { Format } from '../../../emit/format-names.js'
import { emitters } from '../../../emit/formats.js'
import { answerJson, credentialsIn } from './response.js'
import type { Options, Run } from '../../command.js'
import { writeOutput } from '../../write-output.js'
import type { CommandContext } from '../../context.js'
import { askDirectly } from './call.js'
import { optionName, text } from '../../options.js'
import { isExposed, valueOf } from './flag-value.js'

/** Every operation: which one it is, its table entry says. */
export const run: Run = async ({ name, options }, context) => {
  const operation = STS_OPERATIONS.find(({ api }) => cliName(api) === name)
  if (!operation) throw new RangeError(`no operation ${name}`)
  const input = stsInput(operation, await givenWords(operation, options, context))
  const known = operation.offline && options['online'] !== true ? workedOut(input) : undefined
  if (known) {
    context.notify('worked out from the id, AWS was not asked (--online asks)')
    context.print(answerJson(known))
    return 0
  }
  const { answer, profile, region } = await askDirectly(operation, input, options, context)
  const format = text(options, 'format') as Format | undefined
  if (format === undefined) {
    context.print(answerJson(answer))
    return 0
  }
  const label = text(options, 'roleArn') ?? profile
  const emission = { credentials: credentialsIn(answer), profile: label, region }
  writeOutput(emitters[format].emit(emission), context)
  return 0
}

/** The words of each flag that was given, with the contents of what they name. */
async function givenWords(
  { members }: StsOperation,
  options: Options,
  context: CommandContext,
): Promise<Map<string, string[]>> {
  const given = new Map<string, string[]>()
  for (const member of members) {
    const words = options[optionName(flagOf(member))]
    if (words === undefined) continue
    const values: string[] = []
    for (const word of [words].flat() as string[]) {
      if (isExposed(word, member)) {
        context.notify(
          `${flagOf(member)}: other programs can read a command line; file://, env:NAME or - keep a secret out of it`,
        )
      }
      values.push(await valueOf(word, member, context))
    }
    given.set(member.name, values)
  }
  return given
}

function workedOut({ AccessKeyId }: StsInput): { Account: string } | undefined {
  const account = typeof AccessKeyId === 'string' ? accountOfKeyId(AccessKeyId) : undefined
  return account === undefined ? undefined : { Account: account }
}
