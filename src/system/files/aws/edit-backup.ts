import { statSync } from 'node:fs'
import { editTarget } from './edit-target.js'
import { writeThrough } from '../write-through.js'

/** @returns path of the saved original of a file; undefined if there is none */
export function backupOf(path: string): string | undefined {
  try {
    const backup = `${editTarget(path)}${BACKUP_SUFFIX}`
    return statSync(backup, { throwIfNoEntry: false }) && backup
  } catch {
    return undefined
  }
}

const BACKUP_SUFFIX = '.rolecall-backup'

/** Keys, in use or commented out, whose values may be secrets; and access key IDs. */
const SECRETS =
  /(secret|token|passw|passphrase|_key|client-key-data)[\w.-]*\s*[=:]|mfa_process|\bA[KS]IA[A-Z2-7]{12}/i

/** Whether a text may hold secrets, which a backup would keep. */
export function mayHoldSecrets(text: string): boolean {
  return SECRETS.test(text.replace(HARMLESS_KEY, ''))
}

/** It matches the words above, and names a place only. */
const HARMLESS_KEY = /^[ \t]*(rolecall_)?web_identity_token_file\s*=/gim

/**
 * Saves the original of a file once: later edits must not overwrite it with an edited text.
 * @param file without links
 */
export function backUp(file: string, bytes: Buffer): void {
  const path = `${file}${BACKUP_SUFFIX}`
  if (statSync(path, { throwIfNoEntry: false })) return
  writeThrough(`${path}.new`, path, bytes)
}
