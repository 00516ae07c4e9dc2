//! What two plants declare, compared. Where in a file it stands does not matter.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use ringwall_model::{
    Allocation, Asset, AssetId, Conduit, Countermeasure, DeclarationChange, Place, Plant, Presence, Product,
    RequirementId, ScopeId, Span, Statement,
};

/// Everything declared that came, went, or is otherwise.
pub fn declared(from: &Plant, to: &Plant) -> Vec<DeclarationChange> {
    let both = [from, to];
    let of_asset = |id: &AssetId| both.iter().flat_map(|plant| plant.scopes_of(id)).collect::<BTreeSet<_>>();
    let mut changes = Vec::new();
    changes.extend(compare(
        "zone",
        &from.zones,
        &to.zones,
        |z| &z.place,
        |z| set(z, |z| &mut z.place),
        |id, _| touches([ScopeId::Zone(id.clone())]),
    ));
    changes.extend(compare(
        "conduit",
        &from.conduits,
        &to.conduits,
        |c| &c.place,
        conduit,
        |id, _| touches([ScopeId::Conduit(id.clone())]),
    ));
    changes.extend(compare("asset", &from.assets, &to.assets, |a| &a.place, asset, |id, _| touches(of_asset(id))));
    changes.extend(compare(
        "statement",
        &from.statements,
        &to.statements,
        |s| &s.place,
        statement,
        |_, s| (vec![s.scope.clone()], vec![s.requirement.clone()]),
    ));
    changes.extend(compare(
        "countermeasure",
        &from.countermeasures,
        &to.countermeasures,
        |c| &c.place,
        |c| set(c, |c| &mut c.place),
        countermeasure,
    ));
    changes.extend(compare("product", &from.products, &to.products, |p| &p.place, product, |_, _| anywhere()));
    changes.extend(others(from, to));
    changes.extend(allocations(from, to));
    changes.sort();
    changes
}

/// What can touch any scope: through what is seen, or by whom something is said.
fn others(from: &Plant, to: &Plant) -> Vec<DeclarationChange> {
    let mut changes = Vec::new();
    let seen = (&from.observation_points, &to.observation_points);
    changes.extend(compare(
        "observation point",
        seen.0,
        seen.1,
        |p| &p.place,
        |p| set(p, |p| &mut p.place),
        |_, _| anywhere(),
    ));
    changes.extend(compare(
        "network",
        &from.networks,
        &to.networks,
        |n| &n.place,
        |n| set(n, |n| &mut n.place),
        |_, _| anywhere(),
    ));
    changes.extend(compare(
        "person",
        &from.people,
        &to.people,
        |p| &p.place,
        |p| set(p, |p| &mut p.place),
        |_, _| anywhere(),
    ));
    let points = (&from.access_points, &to.access_points);
    changes.extend(compare(
        "access point",
        points.0,
        points.1,
        |p| &p.place,
        |p| set(p, |p| &mut p.place),
        |_, p| touches([ScopeId::Zone(p.zone.clone())]),
    ));
    let essential = (&from.essential_functions, &to.essential_functions);
    changes.extend(compare(
        "essential function",
        essential.0,
        essential.1,
        |f| &f.place,
        |f| set(f, |f| &mut f.place),
        |_, _| anywhere(),
    ));
    changes.extend(compare(
        "scenario",
        &from.scenarios,
        &to.scenarios,
        |s| &s.place,
        |s| set(s, |s| &mut s.place),
        |_, s| touches([ScopeId::Zone(s.zone.clone())]),
    ));
    changes
}

type Touches = (Vec<ScopeId>, Vec<RequirementId>);

fn touches(scopes: impl IntoIterator<Item = ScopeId>) -> Touches {
    (scopes.into_iter().collect(), Vec::new())
}

fn anywhere() -> Touches {
    (Vec::new(), Vec::new())
}

fn compare<K: Ord + Display, V: Clone + PartialEq>(
    noun: &'static str,
    from: &BTreeMap<K, V>,
    to: &BTreeMap<K, V>,
    place: impl Fn(&V) -> &Span,
    unplaced: impl Fn(&V) -> V,
    touches: impl Fn(&K, &V) -> Touches,
) -> Vec<DeclarationChange> {
    let ids: BTreeSet<&K> = from.keys().chain(to.keys()).collect();
    let mut changes = Vec::new();
    for id in ids {
        let (change, shown) = match (from.get(id), to.get(id)) {
            (None, Some(new)) => (Presence::Came, new),
            (Some(old), None) => (Presence::Went, old),
            (Some(old), Some(new)) if unplaced(old) != unplaced(new) => (Presence::Changed, new),
            _ => continue,
        };
        let (mut scopes, requirements) = touches(id, shown);
        if let Some(old) = from.get(id).filter(|_| change == Presence::Changed) {
            scopes.extend(touches(id, old).0);
            scopes.sort();
            scopes.dedup();
        }
        let (noun, id, place) = (Cow::Borrowed(noun), id.to_string(), Place::File(place(shown).clone()));
        changes.push(DeclarationChange { noun, id, change, place, scopes, requirements });
    }
    changes
}

/// The same without its place.
fn set<V: Clone>(value: &V, place: impl Fn(&mut V) -> &mut Span) -> V {
    let mut value = value.clone();
    *place(&mut value) = Span::default();
    value
}

fn conduit(conduit: &Conduit) -> Conduit {
    let mut conduit = set(conduit, |c| &mut c.place);
    conduit.allow.iter_mut().for_each(|allowance| allowance.place = Span::default());
    conduit
}

fn asset(asset: &Asset) -> Asset {
    let mut asset = set(asset, |a| &mut a.place);
    asset.interfaces.iter_mut().for_each(|interface| interface.place = Span::default());
    asset
}

fn statement(statement: &Statement) -> Statement {
    set(statement, |s| &mut s.place)
}

fn product(product: &Product) -> Product {
    let mut product = set(product, |p| &mut p.place);
    product.capabilities.iter_mut().for_each(|line| line.place = Span::default());
    product
}

fn countermeasure<K>(_: &K, countermeasure: &Countermeasure) -> Touches {
    match &countermeasure.compensation {
        Some(terms) => (vec![terms.scope.clone()], terms.requirements.clone()),
        None => anywhere(),
    }
}

/// An allocation has no id of its own: it is what it says.
fn allocations(from: &Plant, to: &Plant) -> Vec<DeclarationChange> {
    let named = |plant: &Plant| -> BTreeMap<String, Allocation> {
        plant.allocations.iter().map(|allocation| (words(allocation), allocation.clone())).collect()
    };
    let (from, to) = (named(from), named(to));
    compare(
        "allocation",
        &from,
        &to,
        |a| &a.place,
        |a| set(a, |a| &mut a.place),
        |_, a| (vec![a.scope.clone()], vec![a.requirement.clone()]),
    )
}

fn words(allocation: &Allocation) -> String {
    let units: Vec<&str> = allocation.units.iter().map(AssetId::as_str).collect();
    let of = if units.is_empty() { String::new() } else { format!(" for {}", units.join(", ")) };
    format!("{} in {}{of} by {}", allocation.requirement, allocation.scope, allocation.provided_by)
}
