-- What a distributed PostgreSQL needs of the schema, asked of a plain one: a row per violation, none means ready.
WITH t AS (SELECT c.oid, c.relname, c.relowner, c.relrowsecurity rls, c.relforcerowsecurity frc,
             (SELECT attnum FROM pg_attribute a WHERE a.attrelid=c.oid AND attname='tenant_id' AND NOT attisdropped) org
           FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace
           WHERE n.nspname='public' AND c.relkind IN ('r','p') AND NOT c.relispartition),
 d AS (SELECT * FROM t WHERE org IS NOT NULL AND NOT relname = ANY(string_to_array(:shared,',')))
SELECT relname, 'primary key does not start with tenant_id' rule FROM d WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid=d.oid AND i.indisprimary AND i.indkey[0]=d.org)
UNION ALL SELECT relname, 'unique/exclusion index without tenant_id: '||i.indexrelid::regclass FROM d JOIN pg_index i ON i.indrelid=d.oid AND (i.indisunique OR i.indisexclusion) WHERE NOT d.org = ANY(i.indkey::int2[])
UNION ALL SELECT d.relname, 'FK between tenant tables without tenant_id on both sides at the same position: '||k.conname FROM d JOIN pg_constraint k ON k.conrelid=d.oid AND k.contype='f' JOIN d f ON f.oid=k.confrelid
   WHERE NOT EXISTS (SELECT 1 FROM generate_subscripts(k.conkey,1) g WHERE k.conkey[g]=d.org AND k.confkey[g]=f.org)
UNION ALL SELECT d.relname, 'FK with tenant_id uses ON DELETE/UPDATE SET NULL|SET DEFAULT (or ON UPDATE CASCADE): '||k.conname FROM d JOIN pg_constraint k ON k.conrelid=d.oid AND k.contype='f' AND d.org=ANY(k.conkey) WHERE k.confdeltype IN ('n','d') OR k.confupdtype IN ('n','d','c')
UNION ALL SELECT t.relname, 'FK from a shared table to a tenant table: '||k.conname FROM t JOIN pg_constraint k ON k.conrelid=t.oid AND k.contype='f' JOIN d ON d.oid=k.confrelid WHERE t.org IS NULL
UNION ALL SELECT d.relname, 'constraint created INITIALLY IMMEDIATE DEFERRABLE (SET CONSTRAINTS is not propagated): '||k.conname FROM d JOIN pg_constraint k ON k.conrelid=d.oid AND k.condeferrable AND NOT k.condeferred
UNION ALL SELECT t.relname, 'trigger: '||tg.tgname FROM t JOIN pg_trigger tg ON tg.tgrelid=t.oid AND NOT tg.tgisinternal AND tg.tgname<>'truncate_trigger' AND tg.tgname NOT LIKE 'truncate_trigger%'
UNION ALL SELECT d.relname, 'identity or sequence default: '||a.attname FROM d JOIN pg_attribute a ON a.attrelid=d.oid AND a.attnum>0 AND NOT a.attisdropped LEFT JOIN pg_attrdef f ON f.adrelid=d.oid AND f.adnum=a.attnum WHERE a.attidentity<>'' OR pg_get_expr(f.adbin,f.adrelid) LIKE '%nextval(%'
UNION ALL SELECT relname, 'RLS not enabled+forced' FROM d WHERE NOT (rls AND frc)
UNION ALL SELECT d.relname, 'policy contains a sub-query: '||p.polname FROM d JOIN pg_policy p ON p.polrelid=d.oid WHERE (pg_get_expr(p.polqual,p.polrelid)||coalesce(pg_get_expr(p.polwithcheck,p.polrelid),'')) ILIKE '%select%'
UNION ALL SELECT d.relname, 'owner '||r.rolname||' lacks BYPASSRLS: online shard moves hang or lose writes' FROM d JOIN pg_roles r ON r.oid=d.relowner WHERE NOT (r.rolbypassrls OR r.rolsuper)
UNION ALL SELECT c.relname, 'view without security_invoker (a BYPASSRLS owner would leak)' FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE n.nspname='public' AND c.relkind='v' AND NOT coalesce('security_invoker=true'=ANY(c.reloptions) OR 'security_invoker=on'=ANY(c.reloptions),false)
UNION ALL SELECT p.proname, 'SECURITY DEFINER function owned by a BYPASSRLS role' FROM pg_proc p JOIN pg_namespace n ON n.oid=p.pronamespace JOIN pg_roles r ON r.oid=p.proowner WHERE n.nspname='public' AND p.prosecdef AND (r.rolbypassrls OR r.rolsuper)
UNION ALL SELECT '*', 'tenant tables have more than one owner: '||string_agg(DISTINCT relowner::regrole::text,',') FROM d HAVING count(DISTINCT relowner)>1
ORDER BY 1,2;
