//! Linear classification of sparse examples.

use super::features::Example;

/// Passes over the data.
const EPOCHS: usize = 25;

/// A separating plane: margin = weights · features + bias.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    pub weights: Vec<f32>,
    pub bias: f32,
}

/// Costs of errors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    pub positive: f32,
    pub negative: f32,
}

/// Trains an L2-regularised, L2-loss support vector machine by dual coordinate descent (Hsieh et al. 2008).
///
/// The order of the examples is shuffled by a fixed generator, so that training is repeatable.
pub(crate) fn train(
    examples: &[&Example],
    positive: &[bool],
    features: usize,
    costs: Costs,
) -> Plane {
    let mut weights = vec![0.0_f32; features];
    let mut bias = 0.0_f32;
    let mut alpha = vec![0.0_f32; examples.len()];
    let diagonal: Vec<f32> =
        positive.iter().map(|&p| 0.5 / if p { costs.positive } else { costs.negative }).collect();
    let squared: Vec<f32> = examples
        .iter()
        .map(|example| 1.0 + example.iter().map(|(_, v)| v * v).sum::<f32>())
        .collect();
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    let mut state = 0x9e37_79b9_u32;
    for _ in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            order.swap(at, state as usize % (at + 1));
        }
        let mut largest = 0.0_f32;
        for &at in &order {
            let at = at as usize;
            let sign = if positive[at] { 1.0 } else { -1.0 };
            let margin: f32 =
                bias + examples[at].iter().map(|&(f, v)| weights[f as usize] * v).sum::<f32>();
            let gradient = sign * margin - 1.0 + diagonal[at] * alpha[at];
            if alpha[at] == 0.0 && gradient >= 0.0 {
                continue;
            }
            let old = alpha[at];
            alpha[at] = (old - gradient / (squared[at] + diagonal[at])).max(0.0);
            let step = (alpha[at] - old) * sign;
            if step != 0.0 {
                largest = largest.max(gradient.abs());
                bias += step;
                for &(feature, value) in examples[at] {
                    weights[feature as usize] += step * value;
                }
            }
        }
        if largest < 0.01 {
            break;
        }
    }
    Plane { weights, bias }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_what_can_be_separated() {
        let examples: Vec<Example> =
            (0..40).map(|i| vec![(i % 4, 1.0), (4 + i % 3, 0.5)]).collect();
        let references: Vec<&Example> = examples.iter().collect();
        let positive: Vec<bool> = (0..40).map(|i| i % 4 == 2).collect();
        let plane = train(&references, &positive, 7, Costs { positive: 5.0, negative: 1.0 });
        for (example, &is_positive) in examples.iter().zip(&positive) {
            let margin: f32 = plane.bias
                + example.iter().map(|&(f, v)| plane.weights[f as usize] * v).sum::<f32>();
            assert_eq!(margin > 0.0, is_positive);
        }
    }
}
