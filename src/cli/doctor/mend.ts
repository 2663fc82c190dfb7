import { adopt } from '../../aws-files/adopt/adopt.js'
import { processCommand, quotedWords } from '../../aws-files/adopt/process-command.js'
import { parseAwsFiles, type AwsFiles } from '../../aws-files/aws-files.js'
import { FILE_KINDS, type AwsFileKind } from '../../aws-files/section-header.js'
import { applyEdits } from '../../aws-files/text-edit.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { editFile } from '../../system/files/aws/edit-file.js'
import { setMode } from '../../system/files/inspect.js'
import type { Host } from '../../system/host.js'
import { selfCommand } from '../../system/process/self-command.js'
import { missingProgram } from '../../system/process/starter/alive.js'
import type { Fix } from './finding.js'

type Texts = Readonly<Record<AwsFileKind, string>>

/** What `--fix` would change. */
export interface Mending {
  texts: Texts
  /** Permissions, as commands that would do the same. */
  commands: readonly string[]
}

/** Works out the changes. All other characters stay as they are. */
export function plannedMending(fixes: readonly Fix[], files: AwsFiles, host: Host): Mending {
  return {
    texts: mendedTexts(fixes, files, selfCommand(host, { install: false }), host),
    commands: fixes.flatMap((fix) =>
      fix.kind === 'mode' ? [`chmod ${fix.mode.toString(8)} ${shellWord(fix.path)}`] : [],
    ),
  }
}

function mendedTexts(
  fixes: readonly Fix[],
  files: AwsFiles,
  program: readonly string[],
  host: Host,
): Texts {
  const edited = (kind: AwsFileKind): { path: string; text: string } => {
    const edits = fixes.flatMap((fix) =>
      fix.kind === 'edit' && fix.file === kind ? [fix.edit] : [],
    )
    return { path: files[kind].path, text: applyEdits(files[kind].text, edits) }
  }
  const [config, credentials] = [edited('config'), edited('credentials')]
  const profiles = fixes.flatMap((fix) => (fix.kind === 'adopt' ? [fix.profile] : []))
  if (profiles.length === 0) return { config: config.text, credentials: credentials.text }
  const command = (profile: string): string => processCommand(program, profile, host.platform)
  return adopt(parseAwsFiles(config, credentials, files.evidence), profiles, command, {
    program: quotedWords(program, host.platform),
    isOutdated: (own) => missingProgram(own, host) !== undefined,
  }).texts
}

/** Carries the changes out. @throws RolecallError 'config' if a file has changed since */
export async function mend(fixes: readonly Fix[], files: AwsFiles, host: Host): Promise<void> {
  const isAdopting = fixes.some(({ kind }) => kind === 'adopt')
  const texts = mendedTexts(fixes, files, selfCommand(host, { install: isAdopting }), host)
  for (const kind of FILE_KINDS) {
    const { path, text } = files[kind]
    if (texts[kind] === text) continue
    await editFile(path, host, (now) => {
      if (now !== text) throw changedError(path)
      return texts[kind]
    })
  }
  for (const fix of fixes) if (fix.kind === 'mode') setMode(fix.path, fix.mode)
}

function changedError(path: string): RolecallError {
  return new RolecallError('config', `${path} has just been changed by another program`, {
    hint: 'nothing was written to it; run rolecall doctor --fix again',
  })
}
