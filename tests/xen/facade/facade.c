/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells what struct payload shows to a hook, field by field: all that authors of payloads may look into. */
#include <xen/lib.h>
#include <xen/livepatch.h>
#include <xen/livepatch_payload.h>
#include <xen/version.h>

static const char extra_name[] = "xen_extra_version";
static unsigned int calls;

const char *cf_check facade_extra_version(void)
{
	return calls ? "facade" : "never";
}

static void cf_check load_one(void)
{
	calls++;
}
LIVEPATCH_LOAD_HOOK(load_one);

static void cf_check load_two(void)
{
	calls++;
}
LIVEPATCH_LOAD_HOOK(load_two);

static void cf_check unload_one(void)
{
}
LIVEPATCH_UNLOAD_HOOK(unload_one);

static bool contains(const void *start, size_t size, const void *what)
{
	return what >= start && what < start + size;
}

static const struct livepatch_symbol *symbol(const struct payload *p, const char *name)
{
	unsigned int i;

	for (i = 0; i < p->nsyms; i++)
		if (!strcmp(p->symtab[i].name, name))
			return &p->symtab[i];
	return NULL;
}

static void noinline tell_symbols(const struct payload *p)
{
	const struct livepatch_symbol *body = symbol(p, "facade_extra_version");
	const struct livepatch_symbol *own = symbol(p, "tell_symbols");
	unsigned int i, below = 0;

	for (i = 0; i < p->nsyms; i++)
		if (p->symtab[i].name < p->strtab)
			below++;
	printk("facade: body %s, %s; function %s, %s; %u names below the table of strings\n",
	       body && body->value == (unsigned long)facade_extra_version && body->size ? "found"
											: "lost",
	       body && body->new_symbol ? "new" : "replaces",
	       own && contains(p->text_addr, p->text_size, _p(own->value)) ? "found" : "lost",
	       own && own->new_symbol ? "new" : "replaces", below);
}

static void tell(const struct payload *p, const char *when)
{
	printk("facade: %s %s: state %u rc %d reverted %u reapply %u\n", p->name, when, p->state,
	       p->rc, p->reverted, p->safe_to_reapply);
	printk("facade: id %*phN\n", (int)p->id.len, p->id.p);
	printk("facade: dep %*phN\n", (int)p->dep.len, p->dep.p);
	printk("facade: xen_dep %*phN\n", (int)p->xen_dep.len, p->xen_dep.p);
	printk("facade: %u functions, first %s, %s, applied %u\n", p->nfuncs, p->funcs[0].name,
	       p->funcs[0].new_addr == facade_extra_version ? "body right" : "body wrong",
	       p->fstate[0].applied);
	printk("facade: text %u rodata %u data %u\n",
	       contains(p->text_addr, p->text_size, facade_extra_version),
	       contains(p->ro_addr, p->ro_size, extra_name),
	       contains(p->rw_addr, p->rw_size, &calls));
	tell_symbols(p);
}

/* Both, in the order in which the compiler put them. */
static bool load_hooks_right(const struct payload *p)
{
	livepatch_loadcall_t *one = p->load_funcs[0], *two = p->load_funcs[1];

	return (one == load_one && two == load_two) || (one == load_two && two == load_one);
}

static int cf_check pre_apply(livepatch_payload_t *p)
{
	tell(p, "before");
	return 0;
}

static void cf_check post_apply(livepatch_payload_t *p)
{
	tell(p, "after");
}

static int cf_check pre_revert(livepatch_payload_t *p)
{
	return 0;
}

static void cf_check post_revert(livepatch_payload_t *p)
{
	tell(p, "reverted");
	printk("facade: load hooks %u %u, unload hooks %u %u, apply %u %u %u, revert %u %u %u\n",
	       p->n_load_funcs, load_hooks_right(p), p->n_unload_funcs,
	       p->unload_funcs[0] == unload_one, *p->hooks.apply.pre == pre_apply,
	       !p->hooks.apply.action, *p->hooks.apply.post == post_apply,
	       *p->hooks.revert.pre == pre_revert, !p->hooks.revert.action,
	       *p->hooks.revert.post == post_revert);
}

LIVEPATCH_PREAPPLY_HOOK(pre_apply);
LIVEPATCH_POSTAPPLY_HOOK(post_apply);
LIVEPATCH_PREREVERT_HOOK(pre_revert);
LIVEPATCH_POSTREVERT_HOOK(post_revert);

struct livepatch_func __section(".livepatch.funcs") facade_func = {
	.version = LIVEPATCH_PAYLOAD_VERSION,
	.name = extra_name,
	.new_addr = facade_extra_version,
	.old_addr = xen_extra_version,
	.new_size = 32,
	.old_size = 8,
};
