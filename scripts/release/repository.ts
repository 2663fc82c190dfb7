import manifest from '../../package.json' with { type: 'json' }

/**
 * `owner/name` on GitHub, from `repository` in package.json: the only place that has it. All that
 * a release contains has its links from here.
 */
export const REPOSITORY = manifest.repository.replace(/^github:/, '')

/** Where the files of a release are. */
export const DOWNLOADS = `https://github.com/${REPOSITORY}/releases/download/v${manifest.version}`
