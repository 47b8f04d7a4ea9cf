/* Reads a ticket's picture with the camera into the field and sends the form; hidden where a browser cannot. */
"use strict";

const scanForm = document.querySelector("[data-scan-form]");
const scanStart = scanForm?.querySelector("[data-scan-start]");
const scanVideo = scanForm?.querySelector("[data-scan-video]");

if (scanStart && "BarcodeDetector" in window && navigator.mediaDevices) {
  scanStart.hidden = false;
  scanStart.addEventListener("click", startScanning);
}

async function startScanning() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  scanVideo.srcObject = stream;
  scanVideo.hidden = false;
  scanStart.hidden = true;
  await scanVideo.play();
  let last = "";
  for (;;) {
    const [found] = await detector.detect(scanVideo).catch(() => []);
    if (found && found.rawValue !== last) {
      last = found.rawValue;
      scanForm.querySelector("[name=shown]").value = found.rawValue;
      scanForm.requestSubmit();
    }
    await new Promise((resume) => setTimeout(resume, 250));
  }
}
