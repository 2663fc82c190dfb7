/** The settings that the settings file may have, `accounts` as a section. */
export const SETTING_NAMES: readonly string[] = [
  'accounts',
  'agents',
  'history',
  'plain',
  'production',
  'sso_cache',
  'store',
]

/** A setting, or the header of a section, with its line. */
export interface SettingLine {
  name: string
  value: string
  /** Counts from 1. */
  line: number
}

/** The settings above the first section, and the names of all sections. */
export function settingLines(text: string): SettingLine[] {
  const found: SettingLine[] = []
  let isTop = true
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const section = /^\s*\[([^\]]*)\]/.exec(content)?.[1]
    if (section !== undefined) {
      isTop = false
      found.push({ name: section.trim(), value: '', line })
    } else if (isTop && content.trim() !== '' && !/^\s*[;#]/.test(content)) {
      const [name = '', ...value] = content.split('=')
      found.push({ name: name.trim(), value: value.join('=').trim(), line })
    }
  }
  return found
}
