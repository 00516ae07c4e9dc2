//! The standards as data in our own words, embedded; crosswalks to other frameworks.
