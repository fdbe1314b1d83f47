-- A ledger of charges in PostgreSQL, as a careful team would write it: a row lock on the wallet,
-- the command id as the key of idempotency, an entry for each charge, nothing below zero. It does
-- less than Scrip: no price list, grants, limits, chain or events. That is in its favour.

create table wallet (
  id bigint primary key,
  balance bigint not null check (balance >= 0),
  sequence bigint not null default 0
) with (fillfactor = 60); -- updates stay on their page, and touch no index

create table entry (
  wallet bigint not null,
  command_id text not null,
  sequence bigint not null,
  action text not null,
  accepted boolean not null,
  amount bigint not null,
  balance_after bigint not null,
  decided_at timestamptz not null default now(),
  primary key (wallet, command_id)
);

-- The balance after the charge, or what it was when the same command came first.
create function charge(p_wallet bigint, p_id text, p_action text, p_amount bigint)
returns bigint language plpgsql as $$
declare
  v_balance bigint;
  v_after bigint;
  v_sequence bigint;
begin
  select balance, sequence + 1 into v_balance, v_sequence
    from wallet where id = p_wallet for update;
  if not found then
    raise exception 'no wallet %', p_wallet;
  end if;
  select balance_after into v_after
    from entry where wallet = p_wallet and command_id = p_id;
  if found then
    return v_after;
  end if;
  v_after := v_balance;
  if v_balance >= p_amount then
    v_after := v_balance - p_amount;
  end if;
  update wallet set balance = v_after, sequence = v_sequence where id = p_wallet;
  insert into entry (wallet, command_id, sequence, action, accepted, amount, balance_after)
    values (p_wallet, p_id, v_sequence, p_action, v_balance >= p_amount, p_amount, v_after);
  return v_after;
end $$;

-- Many charges in one transaction, in sets; one by one only where a wallet could run out.
create function charge_many(p_wallets bigint[], p_ids text[], p_action text, p_amount bigint)
returns bigint language plpgsql as $$
declare
  v_enough boolean;
  v_charged bigint;
begin
  perform 1 from wallet where id = any (p_wallets) order by id for update;
  with asked as materialized (
    select a.wallet, a.id,
      w.sequence + row_number() over of_wallet as sequence,
      w.balance - p_amount * row_number() over of_wallet as after
    from unnest(p_wallets, p_ids) with ordinality as a (wallet, id, n)
    join wallet w on w.id = a.wallet
    where not exists (
      select 1 from entry e where e.wallet = a.wallet and e.command_id = a.id)
    window of_wallet as (partition by a.wallet order by n)
  ), enough as materialized (
    select coalesce(min(after) >= 0, true) as yes, count(*) as charged from asked
  ), entered as (
    insert into entry (wallet, command_id, sequence, action, accepted, amount, balance_after)
      select wallet, id, sequence, p_action, true, p_amount, after
      from asked where (select yes from enough)
  ), updated as (
    update wallet w set balance = a.after, sequence = a.sequence
      from (select wallet, min(after) as after, max(sequence) as sequence
            from asked group by wallet) as a
      where w.id = a.wallet and (select yes from enough)
  )
  select yes, charged into v_enough, v_charged from enough;
  if not v_enough then
    perform charge(a.wallet, a.id, p_action, p_amount)
      from unnest(p_wallets, p_ids) with ordinality as a (wallet, id, n) order by n;
  end if;
  return v_charged;
end $$;
