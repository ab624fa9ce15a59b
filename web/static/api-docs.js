// Starts the page of the JSON API. A file of its own, because no page of ours runs inline script.
"use strict";

(function () {
  const place = document.getElementById("swagger");
  let token = "";

  // Recording under the browser's session needs the CSRF token; it is asked for before the first such request.
  async function withToken(request) {
    if (request.method !== "POST" || request.headers.Authorization) {
      return request;
    }
    if (!token) {
      const answer = await fetch(place.dataset.me, { credentials: "same-origin" });
      token = answer.ok ? (await answer.json()).csrf_token || "" : "";
    }
    request.headers["X-CSRFToken"] = token;
    return request;
  }

  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: withToken,
  });
})();
