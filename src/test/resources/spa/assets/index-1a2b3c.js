console.info("asset");
