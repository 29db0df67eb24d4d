/**
 * The kinds of values that settings have. Each message ends the sentence "NAME: …" and says what to
 * do; none repeats the value, which may be a secret.
 */
import { z } from 'zod';
import { isNetwork } from '../webhooks/addresses.ts';

/** A TCP port; 0 means any free one. */
export function port() {
  return z
    .string()
    .refine((v) => /^\d{1,5}$/.test(v) && Number(v) <= 65_535, 'use a port from 0 to 65535')
    .transform(Number);
}

/** A whole number from `min` to `max`. */
export function positive(min: number, max: number) {
  return z
    .string()
    .refine(
      (v) => /^\d{1,6}$/.test(v) && Number(v) >= min && Number(v) <= max,
      `use a whole number from ${min} to ${max}`,
    )
    .transform(Number);
}

/** `on` or `off`. */
export function onOff() {
  return z.enum(['on', 'off'], 'use on or off').transform((v) => v === 'on');
}

/** Days as `90d`, from 1d to 3650d. */
export function days(from: number, to: number) {
  return z
    .string()
    .refine(
      (v) => /^\d{1,5}d$/.test(v) && Number.parseInt(v, 10) >= from && Number.parseInt(v, 10) <= to,
      `use days such as 90d, from ${from}d to ${to}d`,
    )
    .transform((v) => Number.parseInt(v, 10));
}

/** Anything but blanks. */
export function text(what: string) {
  return z.string().refine((v) => v.trim() !== '' && !v.includes('\0'), `name ${what}`);
}

/** An http or https address, without a trailing slash. */
export function httpUrl() {
  return z
    .string()
    .refine((v) => /^https?:\/\/[^\s/]+(\/\S*)?$/.test(v), 'use http://host:port')
    .transform((v) => v.replace(/\/+$/, ''));
}

/** The https address of an issuer, to the letter; http on loopback only. */
export function issuerUrl() {
  return z
    .string()
    .refine(
      (v) => URL.canParse(v) && isSafe(new URL(v)),
      'use an https address (http on loopback only)',
    );
}

function isSafe({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/** Networks in CIDR form, with commas between them. */
export function networks() {
  return z
    .string()
    .transform((v) => v.split(',').map((part) => part.trim()))
    .refine((all) => all.every(isNetwork), 'use networks such as 10.2.0.0/16,::1/128');
}

/** True for names and addresses that no other machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
