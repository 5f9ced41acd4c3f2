"""A small crisis with every main section explained, to begin from."""

from __future__ import annotations

from typing import Final

STARTER: Final = """\
# A crisis file. Replace what stands here with your own crisis, and run `realpolitik check` on it as you go.
# Worths and costs are shares of a state's own survival: losing everything is 1.

id: starter
title: A pivot between two suitors
question: With whom does Pivot sign, and what decides it?
pivot: PIV                      # the state that both sides court
as_of: 1900-03-31               # nothing later may be in the file, forecasts apart

# When the bazaar is open, and by what periods results are reported: week, half-month or month.
window:
  opens: 1900-04-01
  closes: 1900-08-31
  period: month

constants:
  tempo: {uniform: [1, 3]}      # sittings a month at which Pivot's council takes the matter up

# Every figure should name its source here. `known` is the date from which the actors could know it.
sources:
  yearbook:
    author: Replace me
    title: A yearbook of armies
    year: 1901
    locator: p. 1
    known: 1900-01-01

# The players. A number is plain, or a distribution, or a path over dates; only a plain one needs no braces.
states:
  PIV:
    name: Pivot
    capability: {value: 0.15, source: yearbook}
    readiness: 0.6              # capability times readiness is what can fight now
    war_cost: 0.2
  NOR:
    name: North
    capability: {uniform: [0.18, 0.22], source: yearbook}
    reputation: 0.15            # what breaking its word entirely would cost it
  SOU:
    name: South
    capability: {triangular: [0.2, 0.22, 0.25], source: yearbook}
  MAR:
    name: March                 # the small state between them
    capability: 0.02

# What can be handed over: who holds it, and what it is worth to whom.
stakes:
  river:
    name: The river province
    holder: MAR
    worth: {PIV: 0.12, MAR: 0.3}
    buffer: {PIV: 0.1}          # share that holding it adds to Pivot's strength on the defence

# Who would gain by turning on whom, after a war or in peace. Whether it turns is a result.
hostilities:
  south_pivot:
    by: SOU
    toward: PIV
    gain: 0.4
    reach: 0.8
    helpers: {NOR: 0.4}         # North may come to Pivot's help, with that share of its strength; a pledge binds it to

# The rivals. Each bids clauses from its own menu.
suitors:
  North:
    name: North
    lead: NOR
    members: {NOR: 1}
    drafting_time: 1            # months from a bid to a text that can be signed
    menu:
      pact:
        kind: defense
        says: Each fights if South attacks the other.
        obligors: [NOR, PIV]
        beneficiaries: [NOR, PIV]
        against: [SOU]
      staff_talks:
        kind: convention
        obligors: [NOR, PIV]
        beneficiaries: [NOR, PIV]
        requires: [pact]
  South:
    name: South
    lead: SOU
    members: {SOU: 1}
    drafting_time: 0
    collapse: 0.05              # chance a month that talks on a draft collapse
    menu:
      nonaggression:
        kind: nonaggression
        obligors: [SOU, PIV]
        beneficiaries: [SOU, PIV]
      river:
        kind: sphere
        says: South leaves the river province to Pivot once there is war.
        obligors: [SOU]
        beneficiaries: [PIV]
        stake: river
        delivery: war
        secret: true
        requires: [nonaggression]

# What binds already.
treaties:
  old_guarantee:
    name: North's guarantee of March
    signed: 1899-05-01
    clauses:
      guarantee:
        kind: guarantee
        obligors: [NOR]
        beneficiaries: [MAR]

# The attack that somebody has planned, and the states that must then choose, in order.
war_plans:
  autumn:
    name: South attacks March
    aggressor: SOU
    target: MAR
    occasions:
      first: {date: 1900-06-01, why: The roads are dry.}
      last: {date: 1900-08-01, why: The last month before the rains., holding_cost: 0.05}
    joiners:
      NOR: [defender]
      PIV: [attacker, defender]
    reach: {NOR: 0.5, PIV: 0.7}
    exposure: {NOR: 0.3, PIV: 0.4}
    prize: {SOU: 0.2}
    balance: {NOR: 0.1}

# What happened, and what it did to the numbers of the file.
events:
  levy:
    date: 1900-02-01
    what: Pivot calls up a class of reservists.
    effects:
      states.PIV.readiness: {shift: 0.05}

# Where one state's model of the crisis differs from the truth of this file.
perceptions:
  north_scorns_pivot:
    who: NOR
    path: states.PIV.readiness
    factor: 0.6
    because: North's envoys think little of Pivot's army.

# Causes that can be switched off one by one, and arguments that can be tested.
factors:
  scorn:
    name: North's low opinion of Pivot
    line: North offered too little because it thought Pivot weak.
    without: {perceptions.north_scorns_pivot: null}
claims:
  opinion_mattered:
    says: Had North judged Pivot rightly, Pivot would have signed with it more often.
    variant: {perceptions.north_scorns_pivot: null}
    measure: {of: signature, partner: North}
    expect: higher
"""
"""The text of the starter crisis."""
