//! What an execution came to.

use std::borrow::Cow;

use monty_types::MontyObject;

use super::{graph, image::Image};
#[cfg(feature = "arrow")]
use crate::{
    arrow::{TableError, TableOptions, to_batch, write_batch},
    graph::graph_parts,
};

/// The value that an execution came to, as an object or as what it is read from.
#[derive(Debug)]
pub struct RunResult(Form);

#[derive(Debug)]
enum Form {
    Object(MontyObject),
    Image(Box<Image>),
}

impl RunResult {
    /// The value.
    #[must_use]
    pub fn object(&self) -> Cow<'_, MontyObject> {
        match &self.0 {
            Form::Object(object) => Cow::Borrowed(object),
            Form::Image(image) => Cow::Owned(from_image(image)),
        }
    }

    /// The value.
    #[must_use]
    pub fn into_object(self) -> MontyObject {
        match self.0 {
            Form::Object(object) => object,
            Form::Image(image) => from_image(&image),
        }
    }

    /// Writes the value as one record batch, like [`to_batch`].
    ///
    /// # Errors
    /// Those of [`to_batch`].
    #[cfg(feature = "arrow")]
    pub fn to_batch(&self, options: &TableOptions) -> Result<arrow_array::RecordBatch, TableError> {
        if let Form::Image(image) = &self.0
            && let Ok(batch) = write_batch(&**image, image.result(), options)
        {
            return Ok(batch);
        }
        // What is refused is refused once more, with the names of the types.
        let object = self.object();
        let (graph, root) = graph_parts(&object);
        to_batch(graph, root, options)
    }
}

impl From<MontyObject> for RunResult {
    fn from(object: MontyObject) -> Self {
        Self(Form::Object(object))
    }
}

impl From<Image> for RunResult {
    fn from(image: Image) -> Self {
        // A small part of a large heap is copied, so that the rest does not stay.
        if image.is_sparse()
            && let Some(object) = graph::object(&image)
        {
            return object.into();
        }
        Self(Form::Image(Box::new(image)))
    }
}

/// All of an image was looked at before it was kept; only an arena of more than 2^32 nodes is impossible.
fn from_image(image: &Image) -> MontyObject {
    graph::object(image).unwrap_or_else(|| MontyObject::repr("<a value of more than 4,294,967,295 parts>"))
}
