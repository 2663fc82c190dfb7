import { RolecallError } from '../../../core/errors.js'
import { printable } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import { selfCommand } from '../../../system/process/self-command.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { checkedScope } from '../../carry-out/checked-scope.js'
import { checkedCluster } from '../../kube/cluster-name.js'
import { findUser, type UserPlace } from '../../kube/find-user.js'
import { readKubeconfig } from '../../kube/kubeconfig-files.js'
import { planFlags } from '../../parse-options.js'
import { shownDiff } from '../../ui/diff.js'
import type { ConfigurePrompts } from '../../ui/prompts.js'
import type { configureSpec } from './spec.js'
import { KUBE } from './wants-kube.js'

type Options = OptionsOf<typeof configureSpec>

/** Options that a kubeconfig has none of. */
const OF_PROFILES = [
  ...['roleArn', 'sourceProfile', 'credentialSource', 'mfaSerial', 'externalId', 'sessionName'],
  ...['duration', 'region', 'unset', 'adopt', 'ssoSession', 'ssoStartUrl', 'ssoRegion'],
]

/**
 * Writes the user entry of a cluster into the kubeconfig: `kubectl` then asks rolecall for tokens.
 * Shows the difference first, and asks.
 * @param prompts undefined if the user cannot be prompted
 */
export async function configureKube(
  [word, second]: readonly [string | undefined, string | undefined],
  options: Options,
  context: CommandContext,
  prompts: ConfigurePrompts | undefined,
): Promise<number> {
  const { host, notify } = context
  const other = OF_PROFILES.find((key) => options[key as keyof Options] !== undefined)
  if (word !== KUBE || other !== undefined) throw mixedError(word, options)
  const cluster = checkedCluster(options.cluster, 'rolecall configure kube dev --cluster blue')
  const { profile } = checkedScope(context.plan(profileIn(second, options)))
  const place = findUser(readKubeconfig(host), cluster, options.context, host)
  if (!place) throw new RolecallError('config', 'KUBECONFIG names no file')
  const { path, text } = place.file
  const { editKubeconfig } = await import('../../kube/edit-kubeconfig.js')
  const { maskedKubeconfig } = await import('../../kube/masked-kubeconfig.js')
  const command = commandOf(profile, cluster, options, context)
  const user = { name: place.name, command, context: place.context }
  const edited = editKubeconfig(text, user, path)
  const stream = options.dryRun ? host.streams.stdout : host.streams.stderr
  const known = new Set([...command, ...context.files().profileNames()])
  const [before, after] = [maskedKubeconfig(text, known), maskedKubeconfig(edited, known)]
  const diff = shownDiff(before, after, path, stream, String)
  stream.write(diff)
  if (diff === '') notify(`nothing to do: user ${printable(place.name)} already runs rolecall`)
  if (options.dryRun || diff === '') return 0
  await agree(path, options, prompts)
  await editFile(path, host, (now) => editKubeconfig(now, user, path))
  notify(`wrote user ${printable(place.name)}; ${nextStep(place, profile, cluster)}`)
  return 0
}

function profileIn(word: string | undefined, { profile }: Options): string | undefined {
  if (word === undefined || profile === undefined || word === profile) return word ?? profile
  throw new RolecallError('usage', `two profiles were given: ${word} and ${profile}`, {
    hint: 'give the profile once',
  })
}

/** kubectl may be started by programs without the shell's PATH, as an adopted profile is. */
function commandOf(
  profile: string,
  cluster: string,
  options: Options,
  { host }: CommandContext,
): string[] {
  const named = profile.startsWith('-') ? `--profile=${profile}` : profile
  return [
    ...selfCommand(host, { install: !options.dryRun }),
    ...['kube-token', named, '--cluster', cluster],
    ...planFlags(options),
  ]
}

async function agree(
  path: string,
  { yes }: Options,
  prompts: ConfigurePrompts | undefined,
): Promise<void> {
  if (yes) return
  if (!prompts) {
    throw new RolecallError('interaction', 'there is no terminal to confirm this on', {
      hint: 'nothing was written; add --yes to write without asking',
    })
  }
  if (await prompts.yes(`Write this to ${path}?`)) return
  throw new RolecallError('interrupted', 'nothing was written')
}

function nextStep({ isUsed, name }: UserPlace, profile: string, cluster: string): string {
  if (isUsed) {
    return `to undo it, run rolecall exec ${shellWord(profile)} -- aws eks update-kubeconfig --name ${cluster}`
  }
  const word = shellWord(name)
  return `no context uses it yet: kubectl config set-context ${word} --cluster=CLUSTER --user=${word}, or let the AWS CLI write one with rolecall exec ${shellWord(profile)} -- aws eks update-kubeconfig --name ${cluster}, and run this again`
}

function mixedError(word: string | undefined, options: Options): RolecallError {
  const cluster = shellWord(options.cluster ?? 'CLUSTER')
  const profile = word === undefined || word === KUBE ? (options.profile ?? '') : word
  const named = profile === '' ? '' : ` ${shellWord(profile)}`
  const limits = planFlags(options).map(shellWord).join(' ')
  const command = `rolecall configure kube${named} --cluster ${cluster} ${limits}`.trimEnd()
  if (limits !== '' && options.cluster === undefined) {
    return new RolecallError('usage', 'limits can be given only after kube', {
      hint: `${command}; to limit a profile, write rolecall_only = read-only into it`,
    })
  }
  return new RolecallError('usage', '--cluster cannot be combined with the keys of a profile', {
    hint: command,
  })
}
