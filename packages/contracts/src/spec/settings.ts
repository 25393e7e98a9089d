import { parse as parseYaml } from 'yaml';
import { ContractError, messageOf } from '../errors.ts';

/**
 * A spec with some of its values replaced, before it is checked.
 *
 * @param value what a spec's file says
 * @param settings such as `fit.epochs=5` or `augment.0.kind=flip`: a path of keys and of places in lists, from 0, and a
 * value in YAML. What is absent on the way is made.
 * @throws ContractError `contracts/invalid-input` when a setting is not of that form, or leads into a value that has no
 * keys
 */
export function withSettings(value: unknown, settings: readonly string[]): unknown {
  return settings.reduce((changed, setting) => {
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (path === undefined || text === undefined)
      throw refused(setting, 'it has no "=". Allowed: a path and a value, such as fit.epochs=5.');
    return withValue(changed, path.split('.'), { setting, to: valueOf(setting, text) });
  }, value);
}

function valueOf(setting: string, text: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    throw refused(setting, `its value is not YAML: ${messageOf(cause)}`, cause);
  }
}

function withValue(
  container: unknown,
  path: readonly string[],
  change: { setting: string; to: unknown },
  passed = 'the spec',
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change.to;
  const next = passed === 'the spec' ? key : `${passed}.${key}`;
  if (Array.isArray(container)) {
    if (!/^\d+$/.test(key) || Number(key) > container.length)
      throw refused(
        change.setting,
        `${passed} is a list of ${container.length}. Allowed: a place from 0 to ${container.length}, which adds one.`,
      );
    return container.toSpliced(Number(key), 1, withValue(container[Number(key)], rest, change, next));
  }
  if (container !== undefined && container !== null && typeof container !== 'object')
    throw refused(change.setting, `${passed} is ${JSON.stringify(container)}, which has no keys.`);
  const fields = (container ?? {}) as Record<string, unknown>;
  const inner = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return { ...fields, [key]: withValue(inner, rest, change, next) };
}

function refused(setting: string, why: string, cause?: unknown): ContractError {
  return new ContractError('contracts/invalid-input', `The setting ${setting} does not fit: ${why}`, { cause });
}
