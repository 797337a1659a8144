/* window.lighter(file): a promise of the same photograph with a long side of 2,560 pixels at most; anything else, and what the
   browser cannot read, comes back as it is. Nothing leaves the device. */
window.lighter = function (file) {
  "use strict";
  var LONG_SIDE = 2560, LIGHT = 1.5 * 1048576;
  if (file.type !== "image/jpeg" || !window.createImageBitmap) return Promise.resolve(file);
  return createImageBitmap(file).then(function (picture) {
    var scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < LIGHT) return file;
    var canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) {
      canvas.toBlob(function (blob) {
        done(blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file);
      }, "image/jpeg", 0.86);
    });
  }).catch(function () { return file; });
};
