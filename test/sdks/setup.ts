import type { TestProject } from 'vitest/node'
import { buildLanguages, type Language } from './languages.js'

declare module 'vitest' {
  interface ProvidedContext {
    languages: Language[]
  }
}

/** Builds the programs once, before the first test. */
export function setup(project: TestProject): void {
  const languages = buildLanguages()
  if (languages.length === 0) throw new Error('the SDK of no language is available')
  project.provide('languages', languages)
}
