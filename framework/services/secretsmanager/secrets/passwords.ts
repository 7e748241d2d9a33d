import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Input, Operations } from '../../../cloud/service';
import { invalidParameter } from '../errors';
import type { State } from '../state';

const lengthDefault = 32;

/** Kinds of characters that a password may have. */
function kindsOf(input: Input<SecretsManager, 'getRandomPassword'>): string[] {
  const excluded = input.ExcludeCharacters ?? '';
  const kinds = [
    input.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    input.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    input.ExcludeNumbers === true ? '' : '0123456789',
    input.ExcludePunctuation === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  ];
  return kinds
    .map((kind) => Array.from(kind, (character) => (excluded.includes(character) ? '' : character)).join(''))
    .filter((kind) => kind !== '');
}

const spaceOf = ({ IncludeSpace, ExcludeCharacters = '' }: Input<SecretsManager, 'getRandomPassword'>) =>
  IncludeSpace === true && !ExcludeCharacters.includes(' ') ? ' ' : '';

export const passwords: Operations<SecretsManager, State> = {
  getRandomPassword(input, call) {
    const { PasswordLength: length = lengthDefault, RequireEachIncludedType = true } = input;
    const kinds = kindsOf(input);
    if (kinds.length === 0 && spaceOf(input) === '')
      throw invalidParameter('There are no characters left to generate a password from.');
    if (RequireEachIncludedType && length < kinds.length) {
      throw invalidParameter('Password length is too short based on the required types.');
    }
    const random = call.random('password');
    // A space may come, but is none of the types that each password needs.
    const all = kinds.join('') + spaceOf(input);
    const characters = RequireEachIncludedType ? kinds.map((kind) => random.text(1, kind)) : [];
    while (characters.length < length)
      characters.splice(random.below(characters.length + 1), 0, random.text(1, all));
    return { RandomPassword: characters.join('') };
  },
};
