/**
 * A chart as a table: state × event × guard → target, with what is asked of the outside.
 */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { leavesOf } from '../../machines/kernel/position.ts';
import type { Procedure, Rule } from '../../machines/kernel/procedure.ts';
import { nodesOf } from '../../machines/kernel/register.ts';

/** The path of a node below the root. */
export function pathOf(node: AnyStateNode): string {
  return node.path.join('.') || '(root)';
}

/** One line a transition, states in document order, with entry, exit and invocations. */
export function chartTable(procedure: Procedure): string {
  const lines = nodesOf(procedure.machine.root).flatMap((node) => linesOf(procedure, node));
  return `${lines.join('\n')}\n`;
}

function linesOf(procedure: Procedure, node: AnyStateNode): string[] {
  const transitions = [...node.transitions.values()].flat() as AnyTransitionDefinition[];
  const always = (node.always ?? []) as AnyTransitionDefinition[];
  return [
    `${pathOf(node)}${node.type === 'final' ? ' (final)' : ''}`,
    ...listed(
      '  asks',
      node.invoke.map(({ id, src }) => `${id} (${typeof src === 'string' ? src : '?'})`),
    ),
    ...listed('  entry', node.entry.map(nameOfAction)),
    ...listed('  exit', node.exit.map(nameOfAction)),
    ...transitions.map((one) => `  ${one.eventType}${said(procedure, one)}`),
    ...always.map((one) => `  always${said(procedure, one)}`),
  ];
}

function listed(what: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${what}: ${items.join(', ')}`];
}

function said(procedure: Procedure, one: AnyTransitionDefinition): string {
  const guards = leavesOf(one.guard).map((guard) => nameOfGuard(procedure, guard));
  const targets = (one.target ?? []).map(pathOf);
  const actions = one.actions.map(nameOfAction);
  const reenter = one.reenter ? ' (anew)' : '';
  return [
    guards.length === 0 ? '' : ` [${guards.join(' & ')}]`,
    ` → ${targets.length === 0 ? 'same' : targets.join(', ')}${reenter}`,
    actions.length === 0 ? '' : ` / ${actions.join(', ')}`,
  ].join('');
}

function nameOfGuard(procedure: Procedure, guard: unknown): string {
  const { type, params } = (typeof guard === 'string' ? { type: guard } : guard) as {
    type: string;
    params?: { code?: string };
  };
  const rule = procedure.machine.implementations.guards[type] as Rule | undefined;
  const code = params?.code ?? rule?.code;
  return code === undefined ? type : `${type} ${code}`;
}

interface Named {
  readonly type?: string;
  readonly id?: unknown;
  readonly sendId?: unknown;
  readonly event?: { readonly type?: string };
  readonly params?: { readonly kind?: string; readonly about?: string };
}

function nameOfAction(action: unknown): string {
  const { type = '?', id, sendId, event, params } = action as Named;
  const about = [id, sendId, event?.type, params?.kind].filter((part) => typeof part === 'string');
  const name = type.replace('xstate.', '');
  return about.length === 0 ? name : `${name}(${about.join(' ')})`;
}
