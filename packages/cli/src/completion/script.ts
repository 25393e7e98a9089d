import type { Argument, Command, Option } from 'commander';
import type { Listed } from './listed.ts';

/** What the words of arguments and the values of options are, by the names that the help gives them. */
const KINDS: Readonly<Record<string, Listed | 'files'>> = {
  run: 'runs',
  model: 'models',
  before: 'datasets',
  after: 'datasets',
  dataset: 'datasets',
  data: 'files',
  file: 'files',
  folder: 'files',
  image: 'files',
  pipeline: 'files',
};

export type Shell = 'bash' | 'zsh';

/** What a shell's start-up file reads so that the shell completes the words of `program`. */
export function completionScript(program: Command, shell: Shell): string {
  const script = bashScript(program);
  return shell === 'bash' ? script : `${ZSH_PRELUDE}\n${script}`;
}

/** zsh runs the functions of bash. */
const ZSH_PRELUDE = `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
autoload -Uz bashcompinit && bashcompinit`;

function bashScript(program: Command): string {
  const commands = program.commands.filter((command) => command.name() !== 'complete');
  const globals = flagsOf(program);
  const cases = commands.map((command) => {
    const parts = command.commands.map((part) => part.name());
    const kinds = parts.length > 0 ? [`'words ${parts.join(' ')}'`] : command.registeredArguments.map(kindOf);
    const last = command.registeredArguments.at(-1)?.variadic ? (kinds.at(-1) ?? 'none') : 'none';
    return `    ${command.name()}) options='${flagsOf(command).join(' ')}' kinds=(${kinds.join(' ')}) rest=${last} ;;`;
  });
  const values = commands.flatMap((command) =>
    command.options.filter(takesValue).map((option) => {
      const flags = [option.short, option.long].filter(Boolean).map((flag) => `'${command.name()} ${flag}'`);
      const reply = option.argChoices ? `words ${option.argChoices.join(' ')}` : kindOf(option);
      return `    ${flags.join('|')}) reply="${reply}" ;;`;
    }),
  );
  return `# Completes the words of sightline. In ~/.bashrc: eval "$(sightline completion bash)"
_sightline_value() {
  case "$1" in
${values.join('\n')}
    *) return 1 ;;
  esac
}
_sightline() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command='' options='' rest='none' reply='' before='' at=1 place=0
  local -a kinds
  while [ $at -lt $COMP_CWORD ]; do
    before="\${COMP_WORDS[at-1]}"
    case "\${COMP_WORDS[at]}" in
      -*) ;;
      *)
        if [ -z "$command" ]; then command="\${COMP_WORDS[at]}"
        elif ! _sightline_value "$command $before"; then place=$((place + 1)); fi ;;
    esac
    at=$((at + 1))
  done
  reply=''
  before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$command" in
${cases.join('\n')}
  esac
  if [[ $word == -* ]]; then reply="words $options ${globals.join(' ')}"
  elif [ -z "$command" ]; then reply='words ${commands.map((command) => command.name()).join(' ')}'
  elif _sightline_value "$command $before"; then :
  elif [ $place -lt \${#kinds[@]} ]; then reply="\${kinds[place]}"
  else reply="$rest"; fi
  COMPREPLY=()
  case "$reply" in
    none) ;;
    files) COMPREPLY=($(compgen -f -- "$word")) ;;
    words\\ *) COMPREPLY=($(compgen -W "\${reply#words }" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" complete "$reply" 2>/dev/null)" -- "$word")) ;;
  esac
}
complete -o filenames -F _sightline sightline`;
}

function flagsOf(command: Command): string[] {
  const flags = command.options.filter(({ hidden }) => !hidden).map(({ long, short }) => long ?? short ?? '');
  return [...flags, '--help'];
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function kindOf(word: Argument | Option): string {
  const name = 'flags' in word ? /[<[]([a-z]+)/.exec(word.flags)?.[1] : word.name();
  return KINDS[name ?? ''] ?? 'none';
}
