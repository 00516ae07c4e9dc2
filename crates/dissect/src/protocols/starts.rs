//! Where a message may start in the middle of a stream: asked of every byte, so what rules most of them out is asked first.

/// The first offset at which `starts`, of those whose first `N` bytes may be a start. What begins nearer to the end than that is none.
#[inline]
pub fn first<const N: usize>(
    bytes: &[u8],
    may_start: impl Fn(&[u8; N]) -> bool,
    starts: impl Fn(&[u8]) -> bool,
) -> Option<usize> {
    let heads = bytes.array_windows().enumerate().filter(|(_, head)| may_start(head));
    heads.map(|(at, _)| at).find(|at| bytes.get(*at..).is_some_and(&starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_first_that_starts_of_those_that_may() {
        let may = |head: &[u8; 2]| head[0] == 1;
        assert_eq!(first(&[1, 9, 1, 2, 1, 2], may, |rest| rest.get(1) == Some(&2)), Some(2));
        assert_eq!(first(&[9, 9, 1], may, |_| true), None, "too near to the end");
        assert_eq!(first(&[], may, |_| true), None);
    }
}
