#![no_main]

#[path = "../targets.rs"]
mod targets;

/// Lets a panic inside a library go on to the reader, which must contain it: one that comes through all the same is
/// made a panic of this project by `targets.rs`. The fuzzer's own hook would end the run at the first, contained or not.
fn contain_panics_of_libraries() {
    let end_the_run = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let library = panic.location().is_some_and(|place| place.file().contains("/registry/src/"));
        if !library {
            end_the_run(panic);
        }
    }));
}

libfuzzer_sys::fuzz_target!(init: contain_panics_of_libraries(), |bytes: &[u8]| targets::pdf(bytes));
