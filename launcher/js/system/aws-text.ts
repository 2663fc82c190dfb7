import type { AwsText } from '../../../src/aws-files/aws-files.js'
import { once } from '../../../src/core/once.js'
import { noteOwner } from '../../../src/system/files/aws/trusted-aws-files.js'
import { bytesIfPresent } from '../../../src/system/files/read-file.js'
import { host } from '../host.js'

const REPLACEMENT_CHARACTER = '\ufffd'

/**
 * In place of src/system/files/aws/aws-text.ts. A hit decodes only the sections that it may need:
 * the host finds the name, and src/aws-files/ decides what the lines around it mean.
 */
export function awsText(path: string): AwsText {
  const bytes = bytesIfPresent(path, noteOwner(path)) ?? new Uint8Array()
  const text = once(() => host.utf8Text(bytes, 0, bytes.length))
  return {
    path,
    get text() {
      return text()
    },
    // Invalid bytes become that character, and a lone surrogate is in no file.
    around: (name) =>
      name.includes(REPLACEMENT_CHARACTER) || !name.isWellFormed()
        ? text()
        : host.sectionsAround(bytes, name),
  }
}
