import asyncHooks from 'node:async_hooks';
import { Buffer } from 'node:buffer';
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import events from 'node:events';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import nodeModule from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import stream from 'node:stream';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import tls from 'node:tls';
import url from 'node:url';
import util from 'node:util';
import vm from 'node:vm';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import { functionOf, isFn } from '../patch';

interface Properties {
  keys: PropertyKey[];
  properties: (PropertyDescriptor | undefined)[];
  /** The values of those that are no accessors. */
  values: unknown[];
  isClosed: boolean;
}

const ACCESSOR = Symbol('accessor');

const MODULES: readonly object[] = [
  asyncHooks,
  childProcess,
  crypto,
  dgram,
  dns,
  events,
  fs,
  fsPromises,
  http,
  http2,
  https,
  nodeModule,
  net,
  os,
  path,
  stream,
  timers,
  timersPromises,
  tls,
  url,
  util,
  vm,
  workerThreads,
  zlib,
];
const EMITTERS: readonly NodeJS.EventEmitter[] = [process, process.stdout, process.stderr];
// What Node itself writes there as it goes along.
const CHANGING = new Set<PropertyKey>([
  '_events',
  '_eventsCount',
  '_maxListeners',
  'exitCode',
  'env',
  'domain',
]);

const sealed = new Map<object, Properties>();
// What the runtime's modules export that stay from one environment to the next.
const sealedExports = new Map<object, Properties>();
const listeners = new Map<NodeJS.EventEmitter, Map<string | symbol, Set<unknown>>>();

/** Remembers everything that code of a function could change for good: globals, built-in classes and modules. */
export function seal(): void {
  // Makes Node load its undici, which defines globals that cannot be deleted.
  void globalThis.Response;
  remember(globalThis);
  for (const name of Reflect.ownKeys(globalThis)) rememberWithPrototype(valueOf(globalThis, name));
  for (const name of Reflect.ownKeys(Intl)) rememberWithPrototype(valueOf(Intl, name));
  for (const module of MODULES) {
    remember(module);
    for (const name of Reflect.ownKeys(module)) rememberWithPrototype(valueOf(module, name));
  }
  for (const object of [console, performance, Object.getPrototypeOf(globalThis.crypto), Buffer.prototype])
    if (typeof object === 'object' && object !== null) remember(object);
  for (const emitter of EMITTERS) listeners.set(emitter, listenersOf(emitter));
}

/** Remembers what modules export, with the classes among it; those remembered before are forgotten. */
export function sealExports(exports: Iterable<unknown>): void {
  sealedExports.clear();
  for (const exported of exports) {
    if (typeof exported !== 'object' || exported === null) continue;
    remember(exported, sealedExports);
    for (const name of Reflect.ownKeys(exported)) {
      rememberWithPrototype(valueOf(exported, name), sealedExports);
    }
  }
}

/** Puts everything back; false when something cannot be. */
export function restore(): boolean {
  const isWhole = [restoreAll(sealed), restoreAll(sealedExports)].every(Boolean);
  for (const [emitter, before] of listeners) restoreListeners(emitter, before);
  performance.clearMarks();
  performance.clearMeasures();
  performance.clearResourceTimings();
  return isWhole;
}

function restoreAll(places: ReadonlyMap<object, Properties>): boolean {
  let isWhole = true;
  for (const [target, before] of places) {
    if (!Object.isExtensible(target)) isWhole = before.isClosed && isWhole;
    const keys = Reflect.ownKeys(target);
    if (keys.length === before.keys.length && before.keys.every((key, at) => isSame(target, key, before, at)))
      continue;
    for (const key of keys) {
      if (!before.keys.includes(key) && !forget(target, key)) isWhole = false;
    }
    before.keys.forEach((key, at) => {
      const property = before.properties[at];
      if (property && !isSame(target, key, before, at) && !CHANGING.has(key))
        isWhole = Reflect.defineProperty(target, key, property) && isWhole;
    });
  }
  return isWhole;
}

function forget(target: object, key: PropertyKey): boolean {
  return CHANGING.has(key) || Reflect.deleteProperty(target, key);
}

function valueOf(target: object, name: PropertyKey): unknown {
  // Getters load things late, or count.
  return Object.getOwnPropertyDescriptor(target, name)?.value;
}

function rememberWithPrototype(value: unknown, places = sealed): void {
  if (isFn(value)) {
    const prototype = valueOf(value, 'prototype');
    // Plain functions with nothing of their own are covered by whoever holds them.
    if (typeof prototype === 'object' && prototype !== null) {
      remember(value, places);
      remember(prototype, places);
    }
  } else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    remember(value, places);
}

function remember(target: object, places = sealed): void {
  if (sealed.has(target) || places.has(target) || target === process.env) return;
  const keys = Reflect.ownKeys(target);
  const properties = keys.map((key) => Object.getOwnPropertyDescriptor(target, key));
  const values = properties.map((property) => (property && 'value' in property ? property.value : ACCESSOR));
  places.set(target, { keys, properties, values, isClosed: !Object.isExtensible(target) });
}

function isSame(target: object, key: PropertyKey, { values, properties }: Properties, at: number): boolean {
  const value = values[at];
  // Most are plain values: looking at these is many times faster than asking for their descriptors.
  if (value !== ACCESSOR) return Object.is(Reflect.get(target, key), value);
  const now = Object.getOwnPropertyDescriptor(target, key);
  const before = properties[at];
  return now !== undefined && before !== undefined && now.get === before.get && now.set === before.set;
}

function listenersOf(emitter: NodeJS.EventEmitter): Map<string | symbol, Set<unknown>> {
  return new Map(emitter.eventNames().map((name) => [name, new Set(emitter.rawListeners(name))]));
}

function restoreListeners(emitter: NodeJS.EventEmitter, before: Map<string | symbol, Set<unknown>>): void {
  for (const name of emitter.eventNames()) {
    for (const listener of emitter.rawListeners(name)) {
      if (before.get(name)?.has(listener) !== true)
        functionOf(emitter, 'removeListener')?.call(emitter, name, listener);
    }
  }
}
